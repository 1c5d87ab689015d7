import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { once } from 'node:events'
import { Agent, request, type IncomingMessage, type RequestOptions } from 'node:http'
import { WebSocket } from 'ws'
import { eventually } from '../../testing/eventually.js'
import { type FixtureCopy, startFixtureCopy } from '../testing/fixtureCopy.js'
import { type Balancer, startBalancer } from './startBalancer.js'

let a: FixtureCopy
let b: FixtureCopy
let balancer: Balancer
const agent = new Agent({ keepAlive: true })

beforeEach(async () => {
  ;[a, b] = [await startFixtureCopy('a'), await startFixtureCopy('b')]
  balancer = await startBalancer({ forwardedFor: true, probeEveryMs: 20 })
  for (const { url } of [a, b]) balancer.add(url)
})
afterEach(async () => {
  await Promise.all([a.kill(), b.kill()])
  await balancer.stop()
})

/** Begins a request; resolves with the head of its answer. */
async function begin(options: RequestOptions = {}, body?: string): Promise<IncomingMessage> {
  const sent = request(balancer.url, { agent, path: '/work', ...options })
  sent.end(body)
  return ((await once(sent, 'response')) as [IncomingMessage])[0]
}

async function ask(options: RequestOptions = {}, body?: string): Promise<{ status: number; text: string }> {
  const answer = await begin(options, body)
  let text = ''
  for await (const chunk of answer) text += String(chunk)
  return { status: answer.statusCode ?? 0, text }
}
const post = (): Promise<{ status: number; text: string }> => ask({ method: 'POST' }, 'sent')
const stateOf = ({ url }: FixtureCopy): string | undefined => balancer.copies().find((copy) => copy.url === url)?.state

describe('copies behind a balancer', () => {
  it('are asked in turn, on connections that are kept open', async () => {
    const answers = [await ask(), await ask(), await post(), await post()]
    expect(answers.map(({ text }) => text).sort()).toEqual(['a', 'a', 'b', 'b'])
    for (const { requests } of [a, b]) expect(new Set(requests.map(({ socket }) => socket.remotePort)).size).toBe(1)
  })

  it('are asked where the least is under way', async () => {
    a.behave((incoming) => void incoming.resume())
    const held = Promise.allSettled([post(), post()])
    await eventually('a has one', () => a.requests.length === 1)
    expect([await post(), await post(), await post()].map(({ text }) => text)).toEqual(['b', 'b', 'b'])
    await a.kill()
    await held
  })

  it('see the client, the host and the origin, and of each header every value', async () => {
    await ask({ headers: { host: 'yogeum.example', origin: 'https://yogeum.example', 'x-forwarded-for': '10.1.1.1' } })
    const [seen] = [...a.requests, ...b.requests]
    expect(seen?.headers).toMatchObject({
      host: 'yogeum.example',
      origin: 'https://yogeum.example',
      'x-forwarded-for': '10.1.1.1, 127.0.0.1',
    })
    for (const copy of [a, b])
      copy.behave((_request, response) => response.writeHead(200, ['set-cookie', 'x=1', 'set-cookie', 'y=2']).end())
    expect((await begin()).headers['set-cookie']).toEqual(['x=1', 'y=2'])
  })

  it('send event streams on as they come, and bodies both ways unchanged', async () => {
    for (const copy of [a, b])
      copy.behave((incoming, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
        incoming.on('data', (chunk: Buffer) => response.write(chunk))
      })
    const sent = request(balancer.url, { agent, method: 'POST', path: '/work' })
    sent.flushHeaders()
    const [answer] = (await once(sent, 'response')) as [IncomingMessage]
    for (const event of ['one', 'two']) {
      sent.write(event)
      expect(String((await once(answer, 'data'))[0])).toBe(event)
    }
    sent.destroy()
    await eventually('the copy is left too', () => balancer.copies().every(({ streams }) => streams === 0))
  })

  it('hold sockets, which are refused, carried and closed as they say', async () => {
    const socket = new WebSocket(balancer.url.replace('http', 'ws'))
    const [name] = (await once(socket, 'message')) as [Buffer]
    const mine = name.toString() === 'a' ? a : b
    expect(mine.requests[0]?.headers['x-forwarded-for']).toBe('127.0.0.1')
    socket.send('hello')
    expect(String((await once(socket, 'message'))[0])).toBe('hello')
    const closed = once(socket, 'close')
    await mine.kill()
    await closed
    expect(balancer.copies().map(({ streams }) => streams)).toEqual([0, 0])
  })
})

describe('a copy that goes away', () => {
  it('costs no request whose connection could not be made, whatever it is', async () => {
    await a.kill()
    expect(await Promise.all([post(), post(), post(), post()])).toEqual(
      Array.from({ length: 4 }, () => ({ status: 200, text: 'b' })),
    )
    await eventually('it is known to be away', () => stateOf(a) === 'away')
    await a.restart()
    await eventually('it is back', () => stateOf(a) === 'ready')
  })

  it('costs no GET, and a POST that had been sent is answered with 502', async () => {
    a.behave((incoming) => void incoming.socket.destroy())
    expect([await ask(), await ask()].map(({ text }) => text)).toEqual(['b', 'b'])
    const posted = [await post(), await post()]
    expect(posted.map(({ status }) => status).sort()).toEqual([200, 502])
  })

  it('cuts the answer that it had begun', async () => {
    for (const copy of [a, b])
      copy.behave((incoming, response) => response.write('half', () => incoming.socket.destroy()))
    await expect(ask()).rejects.toThrow('aborted')
  })

  it('is 503 with a time to come back when it was the last', async () => {
    await Promise.all([a.kill(), b.kill()])
    const answer = await begin()
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '1'])
    answer.resume()
    const socket = new WebSocket(balancer.url.replace('http', 'ws'))
    const [refused] = (await once(socket, 'error')) as [Error]
    expect(refused.message).toContain('503')
  })

  it('gets nothing while it says no at /readyz, unless all do', async () => {
    a.ready = false
    await eventually('it is known', () => stateOf(a) === 'unready')
    expect([await post(), await post()].map(({ text }) => text)).toEqual(['b', 'b'])
    b.ready = false
    await eventually('both are', () => stateOf(b) === 'unready')
    expect([await post(), await post()].map(({ text }) => text).sort()).toEqual(['a', 'b'])
  })
})

describe('a copy that is new', () => {
  it('is given one request at a time at first, and its share when it is warm', async () => {
    await balancer.remove(b.url)
    for (let times = 0; times < 100; times += 1) await post()
    const held: (() => void)[] = []
    for (const copy of [a, b])
      copy.behave((incoming, response) => {
        incoming.resume()
        held.push(() => response.end(copy.name))
      })
    a.requests.length = 0
    balancer.add(b.url)
    const answers = Array.from({ length: 8 }, post)
    await eventually('all have arrived', () => held.length === 8)
    expect([a.requests.length, b.requests.length]).toEqual([7, 1])
    for (const answer of held) answer()
    await Promise.all(answers)
    for (const copy of [a, b]) copy.behave(null)
    while (b.requests.length < 100) await post()
    expect(
      await Promise.all(Array.from({ length: 8 }, post)).then((all) => all.filter(({ text }) => text === 'b')),
    ).toHaveLength(4)
  })
})

describe('a copy that is removed', () => {
  it('gets nothing new, and is let go once what it had under way has ended', async () => {
    let answer: () => void = () => undefined
    a.behave((_request, response) => (answer = () => response.end('a at last')))
    const both = [post(), post()]
    await eventually('a has one', () => a.requests.length === 1)
    let isGone = false
    const removed = balancer.remove(a.url).then(() => (isGone = true))
    expect([await post(), await post()].map(({ text }) => text)).toEqual(['b', 'b'])
    expect(isGone).toBe(false)
    answer()
    await removed
    expect((await Promise.all(both)).map(({ text }) => text).sort()).toEqual(['a at last', 'b'])
  })

  it('is not waited for because of a stream, which it ends itself', async () => {
    a.behave((_request, response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).write(':\n\n'))
    await balancer.remove(b.url)
    const stream = await begin()
    await balancer.remove(a.url)
    const ended = new Promise((resolve) => stream.on('error', () => undefined).once('close', resolve))
    await a.kill()
    await ended
  })
})

describe('a thousand clients', () => {
  it('are all answered', async () => {
    const many = new Agent({ keepAlive: true, maxSockets: 1_000 })
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => ask({ agent: many })))
    expect(answers.filter(({ status }) => status !== 200)).toEqual([])
    many.destroy()
  })
})

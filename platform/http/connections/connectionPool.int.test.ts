import { afterEach, describe, expect, it } from '@jest/globals'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, Server as TlsServer } from 'node:tls'
import {
  type ConnectionPool,
  type ConnectionPoolOptions,
  createConnectionPool,
  type Request,
} from './connectionPool.js'

const certificate = readFileSync(new URL('./testing/certificate.pem', import.meta.url), 'utf8')
const key = readFileSync(new URL('./testing/certificateKey.pem', import.meta.url), 'utf8')

const ok = (text: string, ...fields: string[]): string =>
  ['HTTP/1.1 200 OK', `content-length: ${Buffer.byteLength(text)}`, ...fields, '', text].join('\r\n')
const order: Request = {
  method: 'POST',
  path: '/graphql?a=b',
  headers: { 'x-a': 'b' },
  body: '{"가":1}',
  timeoutMs: 20_000,
}

/** Lets everything else go on until it holds. */
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise(setImmediate)
}

type Answers = (socket: Socket, request: string, nth: number) => void

describe('connections to another role', () => {
  const toStop: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const stop of toStop.splice(0).reverse()) await stop()
  })

  /** A server that says what it is told to, byte for byte. */
  async function startServer(answers: Answers, server: Server = createServer()) {
    const sockets: Socket[] = []
    const requests: string[] = []
    server.on(server instanceof TlsServer ? 'secureConnection' : 'connection', (socket: Socket) => {
      sockets.push(socket)
      socket.on('error', () => undefined)
      socket.on('data', (bytes: Buffer) => answers(socket, bytes.toString(), requests.push(bytes.toString())))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    toStop.push(async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    })
    return { sockets, requests, port: (server.address() as AddressInfo).port }
  }

  function connect(port: number, options: Partial<ConnectionPoolOptions> = {}): ConnectionPool {
    const url = `http://127.0.0.1:${port}`
    const pool = createConnectionPool({
      url,
      connections: 2,
      maxAnswerBytes: 1_000,
      now: () => performance.now(),
      ...options,
    })
    toStop.push(() => pool.close())
    return pool
  }

  it('sends what it is given, and uses one connection again and again', async () => {
    const server = await startServer((socket, _request, nth) => socket.write(ok(`answer ${nth}`)))
    const pool = connect(server.port)
    for (const nth of [1, 2, 3]) expect(await pool.send(order)).toMatchObject({ ok: true, text: `answer ${nth}` })
    expect(server.sockets).toHaveLength(1)
    const head = `POST /graphql?a=b HTTP/1.1\r\nhost: 127.0.0.1:${server.port}\r\nx-a: b\r\ncontent-length: 9\r\n\r\n`
    expect(server.requests[0]).toBe(`${head}{"가":1}`)
  })

  it('speaks with a server of Node, in both methods and with more than a socket takes at once', async () => {
    const server = createHttpServer((request, response) => {
      let size = 0
      request.on('data', (bytes: Buffer) => (size += bytes.length))
      request.on('end', () =>
        response.end(`${request.method} ${request.url} ${size} ${String(request.headers['x-a'])}`),
      )
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    toStop.push(() => new Promise((resolve) => server.close(resolve)))
    const pool = connect((server.address() as AddressInfo).port)
    const headers = { 'x-a': 'é' }
    expect(await pool.send({ ...order, headers, body: '가'.repeat(2_000_000) })).toMatchObject({
      text: 'POST /graphql?a=b 6000000 é',
    })
    expect(await pool.send({ method: 'GET', path: '/a', headers, timeoutMs: 20_000 })).toMatchObject({
      text: 'GET /a 0 é',
    })
  })

  it('opens as many as it may, and who comes then waits for one', async () => {
    const held: Socket[] = []
    const server = await startServer((socket) => void held.push(socket))
    const pool = connect(server.port)
    const [first, second, third] = [1, 2, 3].map(() => pool.send(order))
    await until(() => held.length === 2)
    expect(server.sockets).toHaveLength(2)
    held[0]?.write(ok('of the first'))
    expect(await first).toMatchObject({ text: 'of the first' })
    await until(() => held.length === 3)
    expect(held[2]).toBe(held[0])
    held[2]?.write(ok('of the third'))
    held[1]?.write(ok('of the second'))
    expect(await third).toMatchObject({ text: 'of the third' })
    expect(await second).toMatchObject({ text: 'of the second' })
    expect(server.sockets).toHaveLength(2)
  })

  it('never gives an answer that came unasked to whoever asks next', async () => {
    const server = await startServer((socket, _request, nth) => socket.write(ok(`answer ${nth}`)))
    const pool = connect(server.port)
    await pool.send(order)
    server.sockets[0]?.write(ok("somebody else's"))
    await once(server.sockets[0] as Socket, 'close')
    expect(await pool.send(order)).toMatchObject({ text: 'answer 2' })
    expect(server.sockets).toHaveLength(2)
  })

  it('never gives the second of two answers to whoever asks next', async () => {
    const server = await startServer((socket, _request, nth) =>
      socket.write(ok(`answer ${nth}`) + ok("somebody else's")),
    )
    const pool = connect(server.port)
    for (let times = 0; times < 3; times += 1)
      expect(await pool.send(order)).toMatchObject({ ok: false, reason: 'connection' })
    expect(server.sockets).toHaveLength(3)
  })

  it('leaves a connection that the other side wants to end, or that has grown old', async () => {
    const fields = ['connection: close', 'keep-alive: timeout=3', 'keep-alive: timeout=3']
    const server = await startServer((socket, _request, nth) =>
      socket.write(ok(`answer ${nth}`, fields[nth - 1] ?? 'x: y')),
    )
    let now = 0
    const pool = connect(server.port, { now: () => now })
    await pool.send(order)
    await pool.send(order)
    expect(server.sockets).toHaveLength(2)
    now = 1_999
    await pool.send(order)
    expect(server.sockets).toHaveLength(2)
    now += 2_000
    expect(await pool.send(order)).toMatchObject({ text: 'answer 4' })
    expect(server.sockets).toHaveLength(3)
  })

  it('closes what a burst has left behind', async () => {
    const server = await startServer((socket, _request, nth) => socket.write(ok(`answer ${nth}`)))
    let now = 0
    const pool = connect(server.port, { now: () => now })
    await Promise.all([pool.send(order), pool.send(order)])
    expect(server.sockets).toHaveLength(2)
    now = 3_000
    await pool.send(order)
    now = 5_000
    await pool.send(order)
    await until(() => server.sockets.some(({ closed }) => closed))
    expect(server.sockets.filter(({ closed }) => closed)).toHaveLength(1)
    expect(await pool.send(order)).toMatchObject({ text: 'answer 5' })
    expect(server.sockets).toHaveLength(2)
  })

  it('gives up in time, whether it is waiting for a connection or for the rest of an answer', async () => {
    const server = await startServer((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\na'))
    const pool = connect(server.port, { connections: 1 })
    const answers = await Promise.all([60, 50].map((timeoutMs) => pool.send({ ...order, timeoutMs })))
    for (const answer of answers) expect(answer).toMatchObject({ ok: false, reason: 'timeout' })
    expect(server.requests).toHaveLength(1)
    await pool.send({ ...order, timeoutMs: 20 })
    expect(server.requests).toHaveLength(2)
  })

  it('has a careful request wait until it is seen that the connection is over', async () => {
    const server = await startServer((socket, _request, nth) => socket.write(ok(`answer ${nth}`)))
    const pool = connect(server.port)
    await pool.send(order)
    await new Promise(setImmediate)
    server.sockets[0]?.destroy()
    expect(await pool.send({ ...order, isCareful: true })).toMatchObject({ text: 'answer 2' })
  })

  it.each<[string, Answers, string]>([
    ['reset', (socket) => socket.resetAndDestroy(), 'connection'],
    ['ended in the middle', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\na'), 'connection'],
    ['ended before it begins', (socket) => socket.end(), 'connection'],
    ['no HTTP', (socket) => socket.write('SSH-2.0\r\n\r\n'), 'connection'],
    ['too long', (socket) => socket.write(ok('a'.repeat(1_001))), 'too-large'],
  ])('tells an answer that is %s from one, and that something had been sent', async (_what, answers, reason) => {
    const server = await startServer(answers)
    const answer = await connect(server.port).send(order)
    expect(answer).toMatchObject({ ok: false, reason })
    expect(answer).not.toHaveProperty('unsent')
  })

  it('reads a body that ends with the connection', async () => {
    const server = await startServer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nall of it'))
    expect(await connect(server.port).send(order)).toMatchObject({ ok: true, text: 'all of it' })
  })

  it('says that nothing was sent where nobody is there', async () => {
    const server = await startServer(() => undefined)
    await toStop.pop()?.()
    expect(await connect(server.port).send(order)).toMatchObject({ ok: false, reason: 'connection', unsent: true })
  })

  it('sends no header that would be two', () => {
    const pool = connect(1)
    for (const value of ['a\r\nb: c', 'a\nb', 'a\0', '가'])
      expect(() => pool.send({ ...order, headers: { 'x-a': value } })).toThrow(TypeError)
  })

  it('closes when what is under way is over, and sends nothing after that', async () => {
    const held: Socket[] = []
    const server = await startServer((socket) => void held.push(socket))
    const pool = connect(server.port)
    const answers = [pool.send(order), pool.send(order)]
    await until(() => held.length === 2)
    const closing = pool.close()
    for (const [nth, text] of ['last but one', 'last'].entries()) {
      held[nth]?.write(ok(text))
      expect(await Promise.race(answers.splice(0, 1))).toMatchObject({ text: expect.stringContaining('last') })
    }
    await closing
    expect(await pool.send(order)).toMatchObject({ ok: false, unsent: true })
    expect(server.requests).toHaveLength(2)
  })

  it('speaks over TLS with whom it knows, and with nobody else', async () => {
    const secure = createTlsServer({ cert: certificate, key })
    const server = await startServer((socket) => socket.write(ok('secret')), secure)
    const url = `https://localhost:${server.port}`
    expect(await connect(server.port, { url, tls: { ca: certificate } }).send(order)).toMatchObject({ text: 'secret' })
    expect(await connect(server.port, { url }).send(order)).toMatchObject({ ok: false, unsent: true })
    const byAddress = `https://127.0.0.1:${server.port}`
    expect(await connect(server.port, { url: byAddress, tls: { ca: certificate } }).send(order)).toMatchObject({
      unsent: true,
    })
    expect(server.requests).toHaveLength(1)
  })
})

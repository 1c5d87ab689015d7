import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { Agent, request as openRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '../../testing/eventually.js'
import { hashDocument } from '../documents/hashDocument.js'
import { answerWith } from '../testing/fixtureSubgraph.js'
import { startTestGateway, type TestGateway } from '../testing/testGateway.js'

/** Of its fixture subgraphs alone use is made here, and of their supergraph. */
let test: TestGateway
let folder: string
let file: string
let program: ChildProcess
let url: string
let lines: string[]

beforeAll(async () => {
  test = await startTestGateway()
  folder = await mkdtemp(join(tmpdir(), 'yogeum-workers-'))
  file = join(folder, 'supergraph.graphql')
})
afterAll(async () => {
  await test.stop()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(() => writeFile(file, test.supergraphSdl))
afterEach(async () => {
  test.product.behave(null)
  if (program.exitCode !== null || program.signalCode !== null) return
  program.kill('SIGINT')
  await once(program, 'exit')
})

/** The real program with two workers. */
function start(env: Record<string, string> = {}): ChildProcess {
  const { AUTH_URL, BILLING_URL, PRODUCT_URL } = test.config
  lines = []
  program = fork('dist/launcher/cli.js', ['gateway'], {
    env: {
      ...{ PATH: process.env['PATH'], AUTH_URL, BILLING_URL, PRODUCT_URL, PORT: '0', METRICS_PORT: '0' },
      ...{
        GATEWAY_WORKERS: '2',
        SUPERGRAPH_FILE: file,
        SUBGRAPH_TIMEOUT_MS: '20000',
        RESPONSE_CACHE: 'off',
        TRUSTED_DOCUMENTS_FILE: 'none',
        ...env,
      },
    },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  program.stdout?.on('data', (chunk: Buffer) => lines.push(...chunk.toString().split('\n').filter(Boolean)))
  return program
}
async function serve(env: Record<string, string> = {}): Promise<void> {
  const child = start(env)
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`the gateway ended: ${said}`)))
  const [message] = (await Promise.race([once(child, 'message'), ended])) as [{ ready: string }]
  ended.catch(() => undefined) // later on it is meant to end
  url = message.ready
}
const workers = (): number[] =>
  readFileSync(`/proc/${program.pid}/task/${program.pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean)
    .map(Number)
const logged = (msg: string) => lines.filter((line) => line.includes(`"msg":"${msg}"`))

interface Answered {
  status: number
  text: string
  closes: boolean
}
/** Asks over a connection of its own, unless there is an agent. @throws the system's error */
function ask(query: string, agent: Agent | false = false): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', ...(agent === false && { connection: 'close' }) }
    const sent = openRequest(`${url}/graphql`, { method: 'POST', agent, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text, closes: response.headers.connection === 'close' }),
      )
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(JSON.stringify({ query }))
  })
}
const oneAfterTheOther = async (times: number, query: string): Promise<number[]> => {
  const statuses: number[] = []
  for (let at = 0; at < times; at += 1) statuses.push((await ask(query)).status)
  return statuses
}
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value)

/** Fetches from product are held until they are let go. */
function holdProduct(): { count: () => number; release: () => void } {
  const held: (() => void)[] = []
  test.product.behave((request, response) => {
    held.push(() => answerWith(200, 'application/json', '{"data":{"products":["held"]}}')(request, response))
  })
  return { count: () => held.length, release: () => held.forEach((answer) => answer()) }
}

describe('a gateway of several workers, one of which is killed', () => {
  it('loses what that one had under way, and nothing else; nobody is refused afterwards, and it is replaced', async () => {
    await serve()
    const before = workers()
    expect(before).toHaveLength(2)
    const held = holdProduct()
    const underWay = times(8, null).map(() =>
      ask('{ products }').then(
        () => 'answered',
        () => 'lost',
      ),
    )
    // Connections are handed out in turn, so each worker has half of them.
    await eventually('both have work', () => held.count() === underWay.length)
    process.kill(before[0] as number, 'SIGKILL')
    await eventually('one is gone', () => !workers().includes(before[0] as number))
    // Another question: answers to that one are held.
    expect(await oneAfterTheOther(20, '{ viewer { maskedName } }')).toEqual(times(20, 200))
    held.release()
    const ends = await Promise.all(underWay)
    expect(new Set(ends)).toEqual(new Set(['answered', 'lost']))
    await eventually('another serves', () => logged('a worker of the gateway serves').length === 1)
    expect(workers()).toHaveLength(2)
    expect(logged('a worker of the gateway died and is started anew')).toHaveLength(1)
  })

  it('keeps counting: no sum falls', async () => {
    await serve()
    const { metricsPort } = JSON.parse(await eventually('the port', () => logged('workers serve')[0])) as {
      metricsPort: number
    }
    const scrape = async () => (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
    const answered = async () =>
      Number(
        /^yogeum_gateway_requests_total\{.*type="query".*outcome="ok".*\} (\d+)$/m.exec(
          (await scrape()).replaceAll(/\{([^}]*)outcome="ok"([^}]*)type="query"/g, '{$1type="query",outcome="ok"$2'),
        )?.[1] ?? 0,
      )
    await oneAfterTheOther(10, '{ products }')
    await eventually('ten are counted', async () => (await answered()) === 10)
    const [victim] = workers()
    process.kill(victim as number, 'SIGKILL')
    await eventually('it is gone', () => !workers().includes(victim as number))
    expect(await answered()).toBe(10)
    await oneAfterTheOther(4, '{ products }')
    await eventually('the others add to it', async () => (await answered()) === 14)
    expect((await fetch(`${url}/metrics`)).status).toBe(404)
    const text = await scrape()
    expect(text.match(/^yogeum_gateway_supergraph_info\{.*\} 1$/gm)).toHaveLength(1)
  })
})

describe('a gateway of several workers that is told to stop', () => {
  it('answers all that was sent to it, under load and on every connection that is kept', async () => {
    await serve({ DRAIN_MS: '1500' })
    const exited = once(program, 'exit')
    const held = holdProduct()
    const slow = times(4, null).map(() => ask('{ products }'))
    await eventually('both have work', () => held.count() === slow.length)
    test.product.behave(null)
    let answered = 0
    /** Uses its connection until the gateway lets go of it, as a balancer does. */
    const client = async (): Promise<void> => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      for (;;) {
        const { status, closes } = await ask('{ viewer { maskedName } }', agent)
        expect(status).toBe(200)
        answered += 1
        if (closes) return agent.destroy()
      }
    }
    const clients = times(8, null).map(client)
    await eventually('the load is on', () => answered > 40)
    program.kill('SIGTERM')
    await Promise.all(clients)
    held.release()
    expect((await Promise.all(slow)).map(({ status }) => status)).toEqual(times(4, 200))
    expect(await exited).toEqual([0, null])
    expect(logged('a worker of the gateway died and is started anew')).toEqual([])
  })

  it('leaves no worker behind when the primary is killed', async () => {
    await serve()
    const orphans = workers()
    program.kill('SIGKILL')
    await once(program, 'exit')
    await eventually('they are gone', () => orphans.every((pid) => !isAlive(pid)))
  })

  it('ends with its message when no worker can serve, and tries no more', async () => {
    await serve()
    const first = program
    const port = new URL(url).port
    const second = start({ PORT: port, METRICS_PORT: '' })
    expect(await once(second, 'exit')).toEqual([1, null])
    first.kill('SIGINT')
    await once(first, 'exit')
  })
})

describe('another supergraph for several workers', () => {
  it('reaches all of them or none; who is started later has the one in force, whatever the file says', async () => {
    await serve()
    expect(await oneAfterTheOther(4, '{ promised2: __typename another }')).toEqual(times(4, 400))
    await writeFile(file, test.supergraphSdl.replaceAll('promised', 'another'))
    program.kill('SIGHUP')
    const inForce = () => oneAfterTheOther(4, '{ another }')
    await eventually('all have it', async () => (await inForce()).every((status) => status === 200))
    await writeFile(file, 'type Query {')
    program.kill('SIGHUP')
    await eventually('it is refused', () => logged('the new supergraph does not build: the old one stays in force')[0])
    expect(await inForce()).toEqual(times(4, 200))
    const [victim] = workers()
    process.kill(victim as number, 'SIGKILL')
    await eventually('another serves', () => logged('a worker of the gateway serves').length > 0)
    expect(await inForce()).toEqual(times(4, 200))
  })

  it('reaches none of them when it breaks a registered operation', async () => {
    const text = 'query Pinned { promised }'
    const manifest = join(folder, 'documents.json')
    await writeFile(manifest, JSON.stringify({ [hashDocument(text)]: text }))
    await serve({ TRUSTED_DOCUMENTS_FILE: manifest })
    await writeFile(file, test.supergraphSdl.replaceAll('promised', 'another'))
    program.kill('SIGHUP')
    const refused = 'the new supergraph breaks registered operations: the old one stays in force'
    await eventually('it is refused', () => logged(refused)[0])
    expect(logged(refused)).toHaveLength(1)
    expect(await oneAfterTheOther(4, '{ another }')).toEqual(times(4, 400))
  })
})

describe('an open gateway of several workers', () => {
  it('asks the subgraphs that its supergraph names, from all of them, and knows no sessions', async () => {
    const { AUTH_URL, BILLING_URL, PRODUCT_URL } = test.config
    const urls: Record<string, string> = { auth: AUTH_URL, billing: BILLING_URL, product: PRODUCT_URL }
    const addressed = test.supergraphSdl.replaceAll(/url: "http:\/\/(\w+)"/g, (_, name: string) => {
      return `url: "${urls[name] ?? ''}/graphql"`
    })
    await writeFile(file, addressed)
    await serve({ GATEWAY_OPEN: 'true' })
    expect(workers()).toHaveLength(2)
    const asked = '{ products viewer { maskedName } }'
    expect(await oneAfterTheOther(4, asked)).toEqual(times(4, 200))
    await writeFile(file, addressed.replaceAll('promised', 'another'))
    program.kill('SIGHUP')
    await eventually('all have the new supergraph', async () =>
      (await oneAfterTheOther(4, '{ another }')).every((status) => status === 200),
    )
  })
})

function isAlive(pid: number): boolean {
  try {
    // A zombie that nobody has waited for is no process any more.
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}

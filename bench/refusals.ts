import { cpus } from 'node:os'
import { Pool } from 'undici'
import { readSupergraph } from '../gateway/supergraph/readSupergraph.js'
import { attacks } from '../gateway/testing/attacks.js'
import { startTestGateway, type TestGateway } from '../gateway/testing/testGateway.js'
import { percentile, say } from './tables.js'

const requests = Number(process.env['BENCH_REQUESTS'] ?? 300)
const warmUps = 50
const env = { RATE_LIMIT_ADDRESS: '0', RATE_LIMIT_CLIENT: '0', RATE_LIMIT_CUSTOMER: '0' }

const many = (count: number, text: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => text(n)).join(' ')
const signIn = 'signIn(input: { userId: "demo01", password: "x" }) { __typename }'

/** Bodies that are refused; `n` makes each of them one that was never seen before. */
const bodies: Record<string, (n: number) => unknown> = {
  ...Object.fromEntries(
    Object.entries(attacks).map(([name, query]) => [name, (n: number) => ({ query: `${query} #${n}` })]),
  ),
  'an attack that is repeated': () => ({ query: attacks.fragmentBomb }),
  '50 sign-ins': (n) => ({ query: `mutation { ${many(50, (m) => `a${m}: ${signIn}`)} } #${n}` }),
  'first: 10000': (n) => ({ query: `{ products(first: 10000) { edges { cursor } } } #${n}` }),
  'first: 10000 in a variable': () => ({
    query: 'query ($first: Int) { products(first: $first) { edges { cursor } } }',
    variables: { first: 10_000 },
  }),
  '30 bills of each line': (n) => ({
    query: `{ viewer { lines { ${many(30, (m) => `a${m}: bill(month: "2026-${m}") { __typename }`)} } } } #${n}`,
  }),
  'a list of 100,000 in a variable': () => ({
    query: 'query ($id: ID!) { line(id: $id) { id } }',
    variables: { id: Array<number>(100_000).fill(1) },
  }),
  'a batch': (n) => [{ query: `{ viewer { id } } #${n}` }],
  'a body of 300 KB': (n) => ({ query: `{ viewer { id } } #${n}${'x'.repeat(300_000)}` }),
}

/** How soon each attack is refused, one after another, and whether one reaches a subgraph. */
async function main(): Promise<void> {
  say(`Node ${process.version}, ${cpus().length} cores, ${requests} requests each, one at a time\n`)
  const test = await startTestGateway(env, { supergraphSdl: await readSupergraph() })
  const client = new Pool(test.gateway.url, { connections: 1 })
  try {
    say(
      '| attack | answer | p50 ms | p99 ms | CPU ms, client included | reached a subgraph |\n|---|---|---|---|---|---|',
    )
    for (const [name, bodyOf] of Object.entries(bodies)) {
      const before = reached(test)
      const times: number[] = []
      let answer = ''
      let busy = process.cpuUsage()
      const sent = Array.from({ length: warmUps + requests }, (_, n) => Buffer.from(JSON.stringify(bodyOf(n))))
      for (const [n, body] of sent.entries()) {
        if (n === warmUps) busy = process.cpuUsage()
        const began = performance.now()
        answer = await refusalOf(client, body)
        if (n >= warmUps) times.push(performance.now() - began)
      }
      const { user, system } = process.cpuUsage(busy)
      const cpu = ((user + system) / 1000 / requests).toFixed(1)
      const [p50, p99] = [50, 99].map((percent) => percentile(times, percent).toFixed(1))
      say(`| ${name} | ${answer} | ${p50} | ${p99} | ${cpu} | ${reached(test) - before} |`)
    }
  } finally {
    await client.close()
    await test.stop()
  }
}

const reached = ({ auth, billing, product }: TestGateway): number =>
  [auth, billing, product].reduce((sum, { requests: { length } }) => sum + length, 0)

async function refusalOf(client: Pool, body: Buffer): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  const response = await client.request({ path: '/graphql', method: 'POST', headers, body })
  const { errors } = (await response.body.json()) as { errors?: { extensions: { code?: string; limit?: string } }[] }
  const { code = '', limit = '' } = errors?.[0]?.extensions ?? {}
  return `${response.statusCode} ${code} ${limit}`.trim()
}

await main()

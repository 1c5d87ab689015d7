import { fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chooseOrders, type Order } from '../chaos/customers.js'
import { seededRandom } from '../chaos/seededRandom.js'
import { ask } from '../testing/program/graphql.js'
import { pidOf } from './pidOf.js'
import { productDatabaseOf, startProgram } from './startProgram.js'
import { type SubscriberNews, type Subscribers } from './subscriberProcess.js'
import { percentile, say } from './tables.js'

const subscribers = Number(process.env['BENCH_SUBSCRIBERS'] ?? 5_000)
const customers = 200
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 3)

const reserve = `mutation ($input: RequestProductChangeInput!) {
  requestProductChange(input: $input) { change { id } userErrors { code message } }
}`
const note = `mutation ($id: ID!) { addProductChangeNote(input: { id: $id, note: "bench" }) { change { version } } }`
const signIn = `mutation { signIn(input: { userId: "operator", password: "yogeum-demo-1", client: API }) {
  ... on SignedIn { tokens { accessToken } } } }`

interface Round {
  kbEach: number
  lastAfterMs: number
}

/** What a subscriber costs the gateway, and when the last of 5,000 has an event that all of them wait for. */
async function main(): Promise<void> {
  say(`Node ${process.version}, ${cpus().length} cores, ${subscribers} subscribers on one gateway, ${rounds} rounds`)
  const same: Round[] = []
  const different: Round[] = []
  for (let round = 0; round < rounds; round += 1) {
    // A program of its own for each: what a round has left behind would be counted as the next one's.
    same.push(await measure(1))
    different.push(await measure(customers))
  }
  say('\n| | KB a subscriber | last has the event after, ms |\n|---|---|---|')
  row('one customer, one change', same)
  row(`${customers} customers, each watching their own change; an event in each, written one after another`, different)
}

function row(name: string, measured: Round[]): void {
  const middle = (pick: (round: Round) => number) => percentile(measured.map(pick), 50).toFixed(0)
  say(`| ${name} | ${middle((round) => round.kbEach)} | ${middle((round) => round.lastAfterMs)} |`)
}

async function measure(watched: number): Promise<Round> {
  const dataDir = await mkdtemp(join(tmpdir(), 'yogeum-bench-'))
  const program = await startProgram(dataDir)
  const clients = fork(fileURLToPath(new URL('./subscriberProcess.js', import.meta.url)))
  try {
    const { secrets } = await productDatabaseOf(dataDir)
    const orders = await chooseOrders(
      { kosUrl: program.kosUrl, gateways: [program], secrets },
      watched,
      seededRandom(1),
    )
    const watch = await Promise.all(orders.map(async (order) => reserved(program.url, order)))
    const operator = await operatorToken(program.url)
    const gateway = await pidOf('gateway', dataDir)
    const before = await residentKb(gateway)
    clients.send({
      url: `${program.url.replace('http', 'ws')}/graphql`,
      count: subscribers,
      watch,
    } satisfies Subscribers)
    await news(clients, 'subscribed')
    const kbEach = ((await residentKb(gateway)) - before) / subscribers

    const sentAt = Date.now()
    const heard = news(clients, 'lastAt')
    for (const { changeId } of watch)
      await ask(program.url, { query: note, variables: { id: changeId }, token: operator })
    const { lastAt } = (await heard) as { lastAt: number }
    return { kbEach, lastAfterMs: lastAt - sentAt }
  } finally {
    clients.kill()
    await program.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** A change that stays under way: reserved for next month. */
async function reserved(url: string, order: Order): Promise<{ token: string; changeId: string }> {
  const input = {
    lineId: order.lineId,
    productCode: order.to,
    timing: 'NEXT_BILL_CYCLE',
    idempotencyKey: randomUUID(),
  }
  const { data, errors } = await ask(url, { query: reserve, variables: { input }, token: order.token }, 30_000)
  const change = (data?.['requestProductChange'] as { change: { id: string } | null } | undefined)?.change
  if (!change) throw new Error(`no change was reserved: ${JSON.stringify(errors ?? data)}`)
  return { token: order.token, changeId: change.id }
}

async function operatorToken(url: string): Promise<string> {
  const { data } = await ask(url, { query: signIn })
  return (data?.['signIn'] as { tokens: { accessToken: string } }).tokens.accessToken
}

/** The next news of that kind. @throws what the subscribers say went wrong */
async function news(clients: ReturnType<typeof fork>, kind: 'subscribed' | 'lastAt'): Promise<SubscriberNews> {
  for (;;) {
    const [told] = (await once(clients, 'message', { signal: AbortSignal.timeout(120_000) })) as [SubscriberNews]
    if ('failed' in told) throw new Error(told.failed)
    if (kind in told) return told
  }
}

async function residentKb(pid: number): Promise<number> {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1])
}

await main()
process.exit(0)

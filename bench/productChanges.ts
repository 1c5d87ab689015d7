import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Client } from 'pg'
import { chooseOrders, type Order } from '../chaos/customers.js'
import { requestChange } from '../chaos/requestChange.js'
import { seededRandom } from '../chaos/seededRandom.js'
import { bareJobRate } from './bareJobRate.js'
import { productDatabaseOf, startProgram } from './startProgram.js'
import { percentile, say } from './tables.js'

/** Customers who request and wait at the same time: enough that the program is never idle. */
const atOnce = 32
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 3)
const changesARound = Number(process.env['BENCH_CHANGES'] ?? 200)
const jobs = 20_000

interface Round {
  changesASecond: number
  /** ms from the customer's request to COMPLETED, as our own records say. */
  took: number[]
}

/** How many changes are finished a second, and how long each takes, with a KOS that answers at once. */
async function main(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'yogeum-bench-'))
  const program = await startProgram(dataDir)
  const database = await productDatabaseOf(dataDir)
  try {
    const stack = { kosUrl: program.kosUrl, gateways: [program], secrets: database.secrets }
    const orders = await chooseOrders(stack, rounds * changesARound + atOnce, seededRandom(1))
    await finish(stack.gateways, database.url, orders.splice(0, atOnce)) // warm the compilers
    const measured: Round[] = []
    for (let round = 0; round < rounds; round += 1) {
      const { seconds, took } = await finish(stack.gateways, database.url, orders.splice(0, changesARound))
      measured.push({ changesASecond: took.length / seconds, took })
    }
    // Afterwards: its notifications would wake the program's own workers as well.
    const jobRates: number[] = []
    for (let round = 0; round < rounds; round += 1) jobRates.push(await bareJobRate(database.url, jobs))
    report(measured, percentile(jobRates, 50))
  } finally {
    await program.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** Customers request until all have, and each waits for the end of their change before the next begins. */
async function finish(
  gateways: { url: string }[],
  databaseUrl: string,
  orders: Order[],
): Promise<{ seconds: number; took: number[] }> {
  const database = new Client({ connectionString: databaseUrl })
  await database.connect()
  const began = performance.now()
  const ids: string[] = []
  const waiting = new Map<string, () => void>()
  const all = [...orders]
  const customer = async (): Promise<void> => {
    for (let order = all.shift(); order; order = all.shift()) {
      const told = await requestChange({ gateways }, order, Math.random)
      if (told.kind === 'refused') throw new Error(`a change was refused: ${told.codes.join()}`)
      ids.push(told.changeId)
      await new Promise<void>((resolve) => waiting.set(told.changeId, resolve))
    }
  }
  let done = false
  // One small question for all of them, ten times a second: the program is measured, not whoever looks at it.
  const looking = (async () => {
    while (!done) {
      await wait(100)
      const { rows } = await database.query<{ id: string }>(
        `SELECT id FROM product_change WHERE finished_at IS NOT NULL AND id = ANY ($1::uuid[])`,
        [[...waiting.keys()]],
      )
      for (const { id } of rows) {
        waiting.get(id)?.()
        waiting.delete(id)
      }
    }
  })()
  await Promise.all(Array.from({ length: atOnce }, customer))
  const seconds = (performance.now() - began) / 1000
  done = true
  await looking
  const { rows } = await database.query<{ ms: number }>(
    `SELECT extract(epoch FROM finished_at - requested_at)::float8 * 1000 AS ms FROM product_change
     WHERE status IN ('COMPLETED', 'COMPENSATED') AND id = ANY ($1::uuid[])`,
    [ids],
  )
  await database.end()
  if (rows.length !== orders.length) throw new Error(`only ${rows.length} of ${orders.length} changes came to an end`)
  return { seconds, took: rows.map(({ ms }) => ms) }
}

function report(measured: Round[], jobsASecond: number): void {
  const middle = (pick: (round: Round) => number) => percentile(measured.map(pick), 50)
  const took = measured.flatMap((round) => round.took)
  say(
    `Node ${process.version}, ${cpus().length} cores, ${rounds} rounds of ${changesARound} changes, ${atOnce} customers at once`,
  )
  say('\n| | a second | p50 ms | p99 ms |\n|---|---|---|---|')
  say(
    `| product changes, request to COMPLETED | ${middle((round) => round.changesASecond).toFixed(1)} | ${percentile(took, 50).toFixed(0)} | ${percentile(took, 99).toFixed(0)} |`,
  )
  say(`| bare graphile-worker, empty jobs, same database | ${jobsASecond.toFixed(0)} | | |`)
  say(`\nOne change is worth ${(jobsASecond / middle((round) => round.changesASecond)).toFixed(0)} empty jobs.`)
}

await main()
process.exit(0)

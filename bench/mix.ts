import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { kosControls } from '../testing/program/kosControls.js'
import { startTestRedis } from '../testing/testRedis.js'
import { readLookUps } from './mix/lookUps.js'
import { type MixNews, type MixOrder } from './mix/load.js'
import { startProgram } from './startProgram.js'
import { percentile, say } from './tables.js'

const { values } = parseArgs({
  options: {
    connections: { type: 'string', default: '1000' },
    rate: { type: 'string', default: '100' },
    'signed-in': { type: 'string', default: '3000' },
    'warm-up': { type: 'string', default: '60' },
    seconds: { type: 'string', default: '60' },
    customers: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
  },
})
const number = (name: keyof typeof values): number => Number(values[name])

/** The read-heavy mix of the whole program: what is answered from where, how fast, and whether anything fails. */
async function main(): Promise<void> {
  const redis = await startTestRedis()
  if (redis) process.env['REDIS_URL'] = redis.url
  const dataDir = await mkdtemp(join(tmpdir(), 'yogeum-mix-'))
  const program = await startProgram(dataDir)
  try {
    const plans = await kosControls(program.kosUrl).plans()
    const order: MixOrder = {
      url: program.url,
      connections: number('connections'),
      rate: number('rate'),
      signedIn: number('signed-in'),
      warmUpSeconds: number('warm-up'),
      seconds: number('seconds'),
      customers: number('customers'),
      seed: number('seed'),
      codes: plans.filter(({ status }) => status === 'ACTIVE').map((plan) => plan.product_code),
    }
    say(
      `Node ${process.version}, ${cpus().length} cores, ${order.connections} connections, ${order.rate} requests/s offered, ` +
        `${order.signedIn} customers signed in first, ${order.warmUpSeconds} s warm-up, ${order.seconds} s measured, Redis ${redis ? 'yes' : 'no'}`,
    )
    await measure(order, program.lookUpUrls)
  } finally {
    await program.stop()
    await redis?.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function measure(order: MixOrder, lookUpUrls: string[]): Promise<void> {
  const load = fork(fileURLToPath(new URL('./mix/load.js', import.meta.url)))
  try {
    load.send(order)
    await news(load, 'warm')
    const before = await readLookUps(lookUpUrls)
    const done = (await news(load, 'done')) as Extract<MixNews, { kind: 'done' }>
    const after = await readLookUps(lookUpUrls)
    report(order, done)
    reportLookUps(before, after)
  } finally {
    load.kill()
  }
}

/** The next news of that kind. */
async function news(load: ReturnType<typeof fork>, kind: MixNews['kind']): Promise<MixNews> {
  const ended = once(load, 'exit').then(() => {
    throw new Error('the load has ended without a word')
  })
  for (;;) {
    const [said] = (await Promise.race([once(load, 'message'), ended])) as [MixNews]
    if (said.kind === kind) {
      ended.catch(() => undefined)
      return said
    }
  }
}

function report({ seconds }: MixOrder, { latencies, failures, signedIn }: Extract<MixNews, { kind: 'done' }>): void {
  say('\n| | requests/s | p50 ms | p95 ms | p99 ms |\n|---|---|---|---|---|')
  const row = (name: string, of: number[]) =>
    say(
      `| ${name} | ${(of.length / seconds).toFixed(1)} | ${[50, 95, 99].map((p) => percentile(of, p).toFixed(0)).join(' | ')} |`,
    )
  row('all', Object.values(latencies).flat())
  for (const [operation, of] of Object.entries(latencies)) row(operation, of)
  say(`\n${signedIn} customers signed in; failed: ${failures.length}, the warm-up included`)
  for (const failure of failures.slice(0, 5)) say(`  ${failure}`)
}

function reportLookUps(before: Record<string, number>, after: Record<string, number>): void {
  const during = Object.entries(after).map(([source, count]) => [source, count - (before[source] ?? 0)] as const)
  const all = during.reduce((sum, [, count]) => sum + count, 0)
  const kept = during.reduce(
    (sum, [source, count]) => sum + (['memory', 'redis', 'stale'].includes(source) ? count : 0),
    0,
  )
  say(`\nlook-ups of KOS: ${all}; from the cache ${((100 * kept) / all).toFixed(1)} %`)
  say(`  ${during.map(([source, count]) => `${source} ${count}`).join(', ')}`)
}

await main()
process.exit(0)

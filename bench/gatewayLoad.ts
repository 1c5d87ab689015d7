import { fork } from 'node:child_process'
import { once } from 'node:events'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { parseConfig } from '../platform/config/parseConfig.js'
import { kosControls } from '../testing/program/kosControls.js'
import { createFreshTokens } from './freshTokens.js'
import { compareAnswers } from './gateways/compareAnswers.js'
import { measure } from './gateways/measure.js'
import { type Measured } from './gateways/report.js'
import { type Stage, startStage } from './gateways/stage.js'
import { middleAnswers, startBare } from './gateways/startBare.js'
import { type CpuSeconds, readCpu, reportCpu } from './load/cpuShares.js'
import { reportCosts, reportMemory, reportSteady } from './load/loadReport.js'
import { chooseGun } from './load/chooseGun.js'
import { type SteadyNews, type SteadyOrder, type SteadyResult } from './load/steadyLoad.js'
import { pidOf } from './pidOf.js'
import { processUsage } from './processUsage.js'
import { say } from './tables.js'
import { writeSection } from './writeSection.js'

const count = (usual: number, least = 1) => z.coerce.number({ error: 'must be a number' }).min(least).default(usual)

/** What `npm run bench:gateway-load` can be told. */
const settingsSchema = z.object({
  /** For how long requests come at a constant rate; memory is watched meanwhile. */
  BENCH_SECONDS: count(600),
  BENCH_WARM_UP_SECONDS: count(30),
  /** Requests a second that are offered. */
  BENCH_RATE: count(1_000),
  /** Fewest and most connections: what an operation costs is compared between them, and the most are used for the rest. */
  BENCH_CONNECTIONS: z
    .string()
    .default('32,1000')
    .transform((text) => text.split(',').map(Number))
    .pipe(z.tuple([z.number().int().min(1), z.number().int().min(1)])),
  /** Of each load of which CPU time an operation is counted, and how many of them. */
  BENCH_SHOT_SECONDS: count(5),
  BENCH_ROUNDS: count(5),
  /** `all` of the mix, or its `reads`. */
  BENCH_MIX: z.enum(['all', 'reads']).default('all'),
  /** Customers who have signed in before, of ten thousand. */
  BENCH_SIGNED_IN: count(1_000),
  BENCH_SEED: count(1, 0),
})
type Settings = z.output<typeof settingsSchema>

const { values: options } = parseArgs({ options: { write: { type: 'boolean', default: false } } })
const everyMs = 5_000

/** What an operation costs with few and with many connections; then the whole program under a load that does not wait. */
async function main(settings: Settings): Promise<void> {
  const stage = await startStage()
  try {
    const [few, many] = settings.BENCH_CONNECTIONS
    const about = `Node ${process.version}, ${cpus().length} cores, with ${few} and ${many} connections.`
    const report = [about, reportCosts(await measureCosts(stage, settings)), await offer(stage, settings)].join('\n\n')
    say(`\n${report}`)
    if (options.write) await writeSection('npm run bench:gateway-load', report)
  } finally {
    await stage.stop()
  }
}

/** Ours, and as the measure of what connections cost Node and the system by themselves, the bare server. */
async function measureCosts(stage: Stage, settings: Settings): Promise<Measured[]> {
  const { BENCH_SHOT_SECONDS: seconds, BENCH_ROUNDS: rounds, BENCH_CONNECTIONS: both } = settings
  await stage.start('ours')
  await stage.start('ours-cached')
  const gun = chooseGun(stage.folder)
  const tokens = createFreshTokens(stage.program.url, 200)
  await startBare(stage, middleAnswers(await compareAnswers([...stage.contenders], await tokens())))
  const measured: Measured[] = []
  for (let round = 0; round <= rounds; round += 1)
    for (const contender of stage.contenders)
      for (const connections of round % 2 ? both : both.toReversed()) {
        const order = { operation: 'Home', connections, seconds, tokens: await tokens(), gun } as const
        const one = await measure(contender, order)
        // The first one warms what is compiled and kept.
        if (round > 0) measured.push(one)
      }
  return measured
}

/** The program's own gateway, as `npm start` runs it. */
async function offer({ program, dataDir }: Stage, settings: Settings): Promise<string> {
  const plans = await kosControls(program.kosUrl).plans()
  const order: SteadyOrder = {
    ...{ url: program.url, connections: settings.BENCH_CONNECTIONS[1], rate: settings.BENCH_RATE },
    ...{ mix: settings.BENCH_MIX, signedIn: settings.BENCH_SIGNED_IN, customers: 10_000, seed: settings.BENCH_SEED },
    ...{ warmUpSeconds: settings.BENCH_WARM_UP_SECONDS, seconds: settings.BENCH_SECONDS },
    codes: plans.filter(({ status }) => status === 'ACTIVE').map((plan) => plan.product_code),
  }
  const gateway = await pidOf('gateway', dataDir)
  const memory: number[] = []
  let before: Promise<CpuSeconds> = Promise.resolve({})
  let after = before
  const result = await loadOf(order, (load) => {
    before = readCpu(dataDir, { 'the load': load })
    setTimeout(() => void (after = readCpu(dataDir, { 'the load': load })), settings.BENCH_SECONDS * 1_000).unref()
    const watch = setInterval(() => {
      processUsage(gateway).then(
        ({ residentMb }) => memory.push(residentMb),
        (error: unknown) => say(`the gateway is gone: ${String(error)}`),
      )
    }, everyMs)
    return () => clearInterval(watch)
  })
  const cpu = reportCpu(await before, await after, settings.BENCH_SECONDS)
  return [reportSteady(order, result), cpu, reportMemory(memory, everyMs)].join('\n\n')
}

/** @param warm is called with the load's process when it begins to count; what it returns, at the end */
async function loadOf(order: SteadyOrder, warm: (pid: number) => () => void): Promise<SteadyResult> {
  const load = fork(fileURLToPath(new URL('./load/steadyLoad.js', import.meta.url)))
  let end: () => void = () => undefined
  const ended = once(load, 'exit').then(() => {
    throw new Error('the load has ended without a word')
  })
  ended.catch(() => undefined)
  try {
    load.send(order)
    for (;;) {
      const [news] = (await Promise.race([once(load, 'message'), ended])) as [SteadyNews]
      if (news.kind === 'done') return news
      end = warm(load.pid as number)
    }
  } finally {
    end()
    load.kill()
  }
}

process.once('SIGINT', () => process.exit(1))
process.once('SIGTERM', () => process.exit(1))
await main(parseConfig('npm run bench:gateway-load', settingsSchema, process.env))
process.exit(0)

import { mkdir } from 'node:fs/promises'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { parseConfig } from '../platform/config/parseConfig.js'
import { createFreshTokens } from './freshTokens.js'
import { answerOf, compareAnswers } from './gateways/compareAnswers.js'
import { type Contender } from './gateways/contenders.js'
import { measure } from './gateways/measure.js'
import { operationNames } from './gateways/operations.js'
import { type Measured, reportGateways } from './gateways/report.js'
import { type BenchSettings, settingsSchema } from './gateways/settings.js'
import { startStage } from './gateways/stage.js'
import { middleAnswers, startBare } from './gateways/startBare.js'
import { chooseGun } from './load/chooseGun.js'
import { type Gun } from './load/shot.js'
import { profileGateway } from './profile/profileGateway.js'
import { say } from './tables.js'
import { writeSection } from './writeSection.js'

const { values: options } = parseArgs({ options: { write: { type: 'boolean', default: false } } })

/** Our gateway beside others, in front of the same subgraphs, which `npm start` runs once. */
async function main(settings: BenchSettings): Promise<void> {
  const profiled = settings.BENCH_PROFILE === '1'
  const stage = await startStage({ profiled })
  try {
    const { contenders, folder } = stage
    for (const name of settings.BENCH_GATEWAYS.filter((one) => one !== 'bare')) await stage.start(name)
    const gateways = [...contenders]
    const tokens = createFreshTokens(stage.program.url, settings.BENCH_CUSTOMERS, (renewed) => warm(gateways, renewed))
    const answers = await compareAnswers(gateways, await tokens())
    say(`${gateways.map(({ name }) => name).join(', ')}: the same answers for ${settings.BENCH_CUSTOMERS} customers`)
    const sent = middleAnswers(answers)
    if (settings.BENCH_GATEWAYS.includes('bare')) await startBare(stage, sent)

    const gun = chooseGun(folder)
    const measured = await measureAll(settings, { contenders, tokens, gun })
    // What answers wrongly under load, and right before it, has not been measured either.
    await compareAnswers(gateways, await tokens())
    const report = `${describe(settings, gun)}\n\n${reportGateways(measured, sent)}`
    say(`\n${report}`)
    if (options.write) await writeSection('npm run bench', report)
    if (profiled) await profileOurs(gateways, gun, await tokens(), settings)
  } finally {
    await stage.stop()
  }
}

interface Parts {
  contenders: readonly Contender[]
  tokens: () => Promise<string[]>
  gun: Gun
}

/** Each operation at each number of connections, in rounds in which another one goes first each time. */
async function measureAll(settings: BenchSettings, { contenders, tokens, gun }: Parts): Promise<Measured[]> {
  const { BENCH_SECONDS: seconds, BENCH_WARM_UP_SECONDS: warmUpSeconds, BENCH_ROUNDS: rounds } = settings
  const measured: Measured[] = []
  for (const operation of settings.BENCH_OPERATIONS) {
    for (const contender of contenders)
      await measure(contender, { operation, connections: 32, seconds: warmUpSeconds, tokens: await tokens(), gun })
    for (const connections of settings.BENCH_CONNECTIONS)
      for (let round = 0; round < rounds; round += 1)
        for (const contender of rotated(contenders, round)) {
          const one = await measure(contender, { operation, connections, seconds, tokens: await tokens(), gun })
          say(
            `${operation}, ${connections} connections, ${contender.name}: ${one.cpuMs.toFixed(3)} ms, ` +
              `${one.perSecond.toFixed(0)} requests/s, ${one.failed} failed`,
          )
          measured.push(one)
        }
  }
  return measured
}

/** What has been forgotten with the old sessions is there again before anything is counted. */
async function warm(contenders: readonly Contender[], tokens: readonly string[]): Promise<void> {
  for (const operation of operationNames)
    for (const token of tokens) await Promise.all(contenders.map((contender) => answerOf(contender, operation, token)))
}

async function profileOurs(
  contenders: readonly Contender[],
  gun: Gun,
  tokens: string[],
  { BENCH_SECONDS: seconds }: BenchSettings,
): Promise<void> {
  await mkdir('.data-bench', { recursive: true })
  for (const contender of contenders.filter(({ name }) => name.startsWith('ours')))
    await profileGateway(contender, `.data-bench/${contender.name}.cpuprofile`, () =>
      measure(contender, { operation: 'Home', connections: 32, seconds, tokens, gun }),
    )
}

function describe(settings: BenchSettings, gun: Gun): string {
  const { BENCH_ROUNDS: rounds, BENCH_SECONDS: seconds, BENCH_CUSTOMERS: customers } = settings
  return (
    `Node ${process.version}, ${cpus().length} cores, medians of ${rounds} rounds of ${seconds} s, ` +
    `${customers} customers, load by ${gun.name}.`
  )
}

const rotated = <T>(values: readonly T[], by: number): T[] => {
  const at = by % values.length
  return [...values.slice(at), ...values.slice(0, at)]
}

process.once('SIGINT', () => process.exit(1))
process.once('SIGTERM', () => process.exit(1))
await main(parseConfig('npm run bench', settingsSchema, process.env))
process.exit(0)

import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Durations, type Fault, type Seen } from './fault.js'
import { faultNamed, faults } from './rows/all.js'
import { startStage } from './stage.js'

const say = (line = ''): boolean => process.stdout.write(`${line}\n`)

const { values } = parseArgs({
  options: {
    /** Names of rows, separated by commas; all unless told. */
    only: { type: 'string' },
    /** How long things are well, and broken, before the figures are taken. */
    'healthy-seconds': { type: 'string', default: '8' },
    'broken-seconds': { type: 'string', default: '12' },
  },
})

/** Breaks the real program in each way and prints what was promised and what was seen. Returns the exit code. */
async function main(): Promise<number> {
  const chosen = values.only === undefined ? faults : values.only.split(',').map(faultNamed)
  const durations: Durations = {
    healthyMs: Number(values['healthy-seconds']) * 1_000,
    brokenMs: Number(values['broken-seconds']) * 1_000,
  }
  say(`Node ${process.version}, ${cpus().length} cores, two copies of each role behind balancers`)
  let broken = 0
  for (const fault of chosen) broken += report(fault, await runFault(fault, durations))
  say(broken === 0 ? '\nevery promise held' : `\n${broken} promises did not hold`)
  return broken === 0 ? 0 : 1
}

/** On a program of its own: what one row has left behind is not the next one's. */
async function runFault(fault: Fault, durations: Durations): Promise<Seen[]> {
  const folder = await mkdtemp(join(tmpdir(), 'yogeum-faults-'))
  const stage = await startStage({ ...fault.stage?.(), folder })
  try {
    return await fault.run(stage, durations)
  } finally {
    await stage.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

function report({ name, what }: Fault, seen: Seen[]): number {
  say(`\n${name}: ${what}`)
  for (const { promise, held, figure } of seen)
    say(`  ${held ? 'held  ' : 'BROKEN'}  ${promise}${figure ? ` (${figure})` : ''}`)
  return seen.filter(({ held }) => !held).length
}

process.exitCode = await main()

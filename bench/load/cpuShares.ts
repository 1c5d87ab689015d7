import { readFile } from 'node:fs/promises'
import { pidOf } from '../pidOf.js'
import { processUsage } from '../processUsage.js'

const roles = ['gateway', 'auth', 'billing', 'product', 'saga', 'simulator'] as const

/** CPU seconds so far, by who used them. */
export type CpuSeconds = Record<string, number>

/** What each role of the program that runs on this data folder has used, with its PostgreSQL and other processes. */
export async function readCpu(dataDir: string, others: Record<string, number>): Promise<CpuSeconds> {
  const used: CpuSeconds = {}
  for (const role of roles) used[role] = (await processUsage(await pidOf(role, dataDir))).cpuSeconds
  for (const [name, pid] of Object.entries(others)) used[name] = (await processUsage(pid)).cpuSeconds
  used['PostgreSQL'] = await postgresCpu(`${dataDir}/postgres`)
  return used
}

/** Of the server and of each connection that is still open. */
async function postgresCpu(folder: string): Promise<number> {
  const server = Number((await readFile(`${folder}/postmaster.pid`, 'utf8')).split('\n')[0])
  const children = await readFile(`/proc/${server}/task/${server}/children`, 'utf8')
  let sum = 0
  for (const pid of [server, ...children.trim().split(' ').map(Number)])
    sum += await processUsage(pid).then(
      ({ cpuSeconds }) => cpuSeconds,
      () => 0, // closed meanwhile
    )
  return sum
}

/** Who used how much of one core between two looks, the greatest first. */
export function reportCpu(before: CpuSeconds, after: CpuSeconds, seconds: number): string {
  const shares = Object.entries(after)
    .map(([name, used]) => ({ name, share: (100 * (used - (before[name] ?? 0))) / seconds }))
    .sort((a, b) => b.share - a.share)
  return `Of one core: ${shares.map(({ name, share }) => `${name} ${share.toFixed(0)} %`).join(', ')}.`
}

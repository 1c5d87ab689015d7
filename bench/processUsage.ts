import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** CPU time that a process has used so far, in seconds, and the memory that it holds at the moment, in MB (10⁶ bytes). */
export interface ProcessUsage {
  cpuSeconds: number
  residentMb: number
}

let ticksASecond: Promise<number> | undefined

/** What the operating system says of a process, all its threads together, its children not. @throws when there is none */
export async function processUsage(pid: number): Promise<ProcessUsage> {
  if (process.platform !== 'linux') {
    const { stdout } = await run('ps', ['-o', 'time=,rss=', '-p', String(pid)])
    return parsePs(stdout)
  }
  ticksASecond ??= run('getconf', ['CLK_TCK']).then(({ stdout }) => Number(stdout))
  const [stat, status] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile(`/proc/${pid}/status`, 'utf8'),
  ])
  return { cpuSeconds: parseStat(stat, await ticksASecond), residentMb: parseStatus(status) }
}

/** User and system time of `/proc/<pid>/stat`, in seconds. The program's name, in brackets, may hold anything. */
export function parseStat(stat: string, ticks: number): number {
  const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [user, system] = [Number(afterName[11]), Number(afterName[12])]
  if (!Number.isFinite(user + system)) throw new Error('/proc/<pid>/stat is not as expected')
  return (user + system) / ticks
}

/** Resident memory of `/proc/<pid>/status`, in MB. */
export function parseStatus(status: string): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]
  if (kib === undefined) throw new Error('/proc/<pid>/status is not as expected')
  return (Number(kib) * 1024) / 1e6
}

/** What `ps -o time=,rss=` prints: `[[days-]hours:]minutes:seconds[.hundredths]` and KiB. */
export function parsePs(line: string): ProcessUsage {
  const [, days = '0', clock = '', kib = ''] = /^\s*(?:(\d+)-)?([\d:.]+)\s+(\d+)\s*$/.exec(line) ?? []
  if (kib === '') throw new Error('ps does not say what was expected')
  const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
  return { cpuSeconds: Number(days) * 86_400 + seconds, residentMb: (Number(kib) * 1024) / 1e6 }
}

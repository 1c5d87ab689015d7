import { type ContenderName, labels } from '../gateways/contenders.js'
import { type Measured } from '../gateways/report.js'
import { percentile } from '../tables.js'
import { type SteadyOrder, type SteadyResult } from './steadyLoad.js'

const table = (heads: string[], rows: (string | number)[][]): string =>
  [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

/** CPU time an operation of Home, by connections; 20 % more is wanted at most. */
export function reportCosts(measured: readonly Measured[]): string {
  const counts = [...new Set(measured.map(({ connections }) => connections))].sort((a, b) => a - b)
  const [few = Number.NaN, many = Number.NaN] = counts
  const rows = [...new Set(measured.map(({ contender }) => contender))].map((contender) => {
    const at = (connections: number) => cost(measured, contender, connections)
    const failed = measured.filter((one) => one.contender === contender).reduce((sum, one) => sum + one.failed, 0)
    const growth = 100 * (at(many) / at(few) - 1)
    return [labels[contender], at(few).toFixed(3), at(many).toFixed(3), `${growth.toFixed(0)} %`, failed]
  })
  return table(
    ['`Home`, CPU ms', `${few} connections`, `${many} connections`, 'more (wanted: 20 % at most)', 'failed'],
    rows,
  )
}

const cost = (measured: readonly Measured[], contender: ContenderName, connections: number): number =>
  percentile(
    measured.filter((one) => one.contender === contender && one.connections === connections).map((one) => one.cpuMs),
    50,
  )

/** What came of a constant rate; no errors and a p95 under 100 ms are wanted. */
export function reportSteady(order: SteadyOrder, { rows, failed, failures, unsent, lateP99 }: SteadyResult): string {
  const { rate, connections, seconds, mix } = order
  const ms = (value: number): string => value.toFixed(0)
  const head = `${rate} requests/s offered for ${seconds} s over ${connections} connections, ${mix === 'all' ? 'the whole mix' : "the mix's reads"}`
  const cells = rows.map(({ name, count, p50, p95, p99, max }) => {
    return [name, (count / seconds).toFixed(1), ms(p50), ms(p95), ms(p99), ms(max)]
  })
  return [
    `${head}; times from when a request was due:`,
    table(['', 'requests/s', 'p50 ms', 'p95 ms (wanted: under 100)', 'p99 ms', 'slowest ms'], cells),
    `Failed: ${failed} (wanted: none), the warm-up included; never sent for want of a free connection: ${unsent}. ` +
      `${lateP99 === null ? 'No connection was ever free.' : `The generator itself sent ${lateP99.toFixed(1)} ms late at p99.`}${failures.map((failure) => `\n- ${failure}`).join('')}`,
  ].join('\n\n')
}

/** Resident memory of the gateway, a median for each tenth of the time. */
export function reportMemory(samples: readonly number[], everyMs: number): string {
  if (samples.length === 0) return 'Too short for a look at memory.'
  const each = Math.max(1, Math.floor(samples.length / 10))
  const parts = Array.from({ length: Math.ceil(samples.length / each) }, (_, index) =>
    percentile(samples.slice(index * each, (index + 1) * each), 50),
  )
  const seconds = (each * everyMs) / 1_000
  const [, early = Number.NaN] = parts
  const growth = (100 * ((parts.at(-1) ?? Number.NaN) / early - 1)).toFixed(0)
  const listed = `each ${seconds} s: ${parts.map((part) => part.toFixed(0)).join(', ')}`
  return `Resident memory of the gateway, MB, ${listed}; from the second to the last ${growth} % more (wanted: flat).`
}

import { percentile } from '../tables.js'
import { type ContenderName, labels } from './contenders.js'
import { type OperationName } from './operations.js'

/** One load on one of them. */
export interface Measured {
  contender: ContenderName
  operation: OperationName
  connections: number
  /** CPU time of the gateway's process an operation, ms. */
  cpuMs: number
  perSecond: number
  /** ms */
  p50: number
  /** ms */
  p99: number
  residentMb: number
  failed: number
  /** Of its requests those that the response cache answered, of 1; NaN for one without such a cache. */
  hits: number
}

type Figure = Exclude<keyof Measured, 'contender' | 'operation' | 'connections' | 'failed'>

const unique = <T>(values: T[]): T[] => [...new Set(values)]

/** The tables and what was wanted, as Markdown; `answers` tell how long they are. */
export function reportGateways(measured: readonly Measured[], answers: Record<OperationName, string>): string {
  const operations = unique(measured.map(({ operation }) => operation))
  return [...operations.map((operation) => table(measured, operation, answers[operation])), wanted(measured)]
    .filter((part) => part !== '')
    .join('\n\n')
}

function table(measured: readonly Measured[], operation: OperationName, answer: string): string {
  const of = measured.filter((one) => one.operation === operation)
  const rows = unique(of.map(({ connections }) => connections)).flatMap((connections) =>
    unique(of.map(({ contender }) => contender)).map((contender) => {
      const figure = (name: Figure) => median(of, { operation, connections, contender }, name)
      const ours = median(of, { operation, connections, contender: 'ours' }, 'cpuMs')
      const failed = of
        .filter((one) => one.connections === connections && one.contender === contender)
        .reduce((sum, one) => sum + one.failed, 0)
      const cells = [
        ...[connections, labels[contender], figure('cpuMs').toFixed(3), times(figure('cpuMs') / ours)],
        ...[figure('perSecond').toFixed(0), figure('p50').toFixed(1), figure('p99').toFixed(1)],
        ...[figure('residentMb').toFixed(0), failed],
      ]
      return `| ${cells.join(' | ')} |`
    }),
  )
  return [
    `### ${operation}, ${Buffer.byteLength(answer)} bytes`,
    '',
    '| connections | | CPU ms | times ours | requests/s | p50 ms | p99 ms | memory MB | failed |',
    '|---|---|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n')
}

/** What is to be reached for Home, and what is, at each number of connections. */
function wanted(measured: readonly Measured[]): string {
  const connections = unique(measured.map((one) => one.connections))
  const ratio = (figure: Figure, above: ContenderName, below: ContenderName) => (count: number) => {
    const of = (contender: ContenderName) =>
      median(measured, { operation: 'Home', connections: count, contender }, figure)
    return of(above) / of(below)
  }
  const percent = (value: number): string => (Number.isFinite(value) ? `${Math.floor(100 * value)} %` : '–')
  const row = (what: string, least: string, of: (count: number) => number, show: (value: number) => string) =>
    `| ${what} | ${least} | ${connections.map((count) => show(of(count))).join(' | ')} |`
  const least = (count: number) =>
    Math.min(
      ...measured
        .filter((one) => one.contender === 'ours-cached' && one.operation === 'Home' && one.connections === count)
        .map(({ hits }) => hits),
    )
  return [
    '### Home: wanted and reached',
    '',
    `| | wanted | ${connections.join(' | ')} connections |`,
    `|---|---|${connections.map(() => '---|').join('')}`,
    row('CPU of @apollo/gateway by ours', '3.5', ratio('cpuMs', 'stock', 'ours'), times),
    row('CPU of Hive Gateway by ours', '2.5', ratio('cpuMs', 'hive', 'ours'), times),
    row(
      'requests/s from the response cache, of the bare server',
      '50 %',
      ratio('perSecond', 'ours-cached', 'bare'),
      percent,
    ),
    row('answered by the response cache, at least', '99 %', least, percent),
  ].join('\n')
}

const times = (value: number): string => (Number.isFinite(value) ? value.toFixed(2) : '–')

function median(
  measured: readonly Measured[],
  { operation, connections, contender }: Pick<Measured, 'operation' | 'connections' | 'contender'>,
  figure: Figure,
): number {
  const rounds = measured.filter(
    (one) => one.operation === operation && one.connections === connections && one.contender === contender,
  )
  return percentile(
    rounds.map((one) => one[figure]),
    50,
  )
}

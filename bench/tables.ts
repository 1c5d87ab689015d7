/** Prints a line of the report. */
export const say = (line = ''): boolean => process.stdout.write(`${line}\n`)

/** The value below which so many percent lie; NaN for none. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN
}

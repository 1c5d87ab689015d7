/** PostgreSQL's own code of what went wrong, such as 23505, else the driver's, such as P1001; 'unknown' without either. */
export function sqlStateOf(error: unknown): string {
  const { code, meta } = Object(error) as { code?: unknown; meta?: { driverAdapterError?: { cause?: unknown } } }
  const cause = Object(meta?.driverAdapterError?.cause) as { originalCode?: unknown }
  const found = cause.originalCode ?? code
  return typeof found === 'string' ? found : 'unknown'
}

/** Whether it is the row that is refused: data that do not fit (class 22) or break a rule (class 23). */
export function isAboutData(error: unknown): boolean {
  return /^2[23]...$/.test(sqlStateOf(error))
}

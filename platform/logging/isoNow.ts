let writtenAt = Number.NaN
let written = ''

/** This instant in ISO 8601, UTC, to the ms; put together once for all who ask within it. */
export function isoNow(): string {
  const now = Date.now()
  if (now !== writtenAt) {
    writtenAt = now
    written = new Date(now).toISOString()
  }
  return written
}

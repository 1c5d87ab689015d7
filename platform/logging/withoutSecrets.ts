/** Keys that must never be written, wherever they stand in a logged object. */
export const secretKeys: readonly string[] = [
  'password',
  'accessToken',
  'refreshToken',
  'token',
  'authorization',
  'cookie',
  'set-cookie',
  'variables',
  'lineNumber',
  'customerName',
  'customerId',
]

const secrets: ReadonlySet<string> = new Set(secretKeys)

/** What stands in the place of a secret. */
export const censored = '[removed]'

/** As deep as the logger writes objects; what lies deeper is not written at all. */
const deepest = 6

/**
 * The same value without what stands under a secret key, at any depth that is written. Nothing is copied where there is
 * nothing to remove, which is nearly always: this runs for each line.
 */
export function withoutSecrets<T>(value: T, depth = 0): T {
  if (typeof value !== 'object' || value === null || depth > deepest) return value
  let clean: Record<string, unknown> | unknown[] | undefined
  for (const key of Object.keys(value)) {
    const old = (value as Record<string, unknown>)[key]
    const kept = secrets.has(key) ? censored : typeof old === 'object' ? withoutSecrets(old, depth + 1) : old
    if (kept === old) continue
    clean ??= Array.isArray(value) ? [...(value as unknown[])] : { ...(value as Record<string, unknown>) }
    ;(clean as Record<string, unknown>)[key] = kept
  }
  return (clean as T | undefined) ?? value
}

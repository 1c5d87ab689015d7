/** ms for which a quote holds. */
const lifetime = 10 * 60_000

/**
 * When a quote has to be renewed, by this device's clock. A device whose clock is wrong gets the ten minutes that every
 * quote has, from when it came.
 *
 * @param expiresAt as the API says it
 * @param receivedAt ms, by this device
 */
export function quoteEnd(expiresAt: string, receivedAt: number): number {
  const left = Date.parse(expiresAt) - receivedAt
  return receivedAt + (left > 0 && left <= lifetime + 5_000 ? left : lifetime)
}

/** `9:05` */
export function minutesAndSeconds(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

import { setTimeout as wait } from 'node:timers/promises'

const lookEveryMs = 20

/**
 * Resolves with the first answer that is neither null, undefined nor false; looks again and again until then.
 *
 * @param withinMs after so long the test has failed
 * @throws Error that names what was waited for
 */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  withinMs = 20_000,
): Promise<T> {
  const endsAt = performance.now() + withinMs
  for (;;) {
    const seen = await look()
    if (seen !== null && seen !== undefined && seen !== false) return seen
    if (performance.now() > endsAt) throw new Error(`waited in vain for: ${what}`)
    await wait(lookEveryMs)
  }
}

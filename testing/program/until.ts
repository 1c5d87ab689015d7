import { setTimeout as wait } from 'node:timers/promises'

const lookEveryMs = 50

/**
 * Looks again and again until there is something to see, and returns it. What a look throws counts as nothing seen yet:
 * what is looked at may be away.
 *
 * @param what for the error, such as "the change is finished"
 * @throws Error with what was seen last when it takes longer than `withinMs`
 */
export async function until<T>(
  what: string,
  look: () => T | null | undefined | false | Promise<T | null | undefined | false>,
  withinMs = 30_000,
): Promise<T> {
  const deadline = performance.now() + withinMs
  let last: unknown = null
  for (;;) {
    try {
      const seen = await look()
      if (seen !== null && seen !== undefined && seen !== false) return seen
    } catch (error) {
      last = error
    }
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`, { cause: last })
    await wait(lookEveryMs)
  }
}

import { type RoleName } from './roles.js'

export type PartName = RoleName | 'redis' | 'postgres'
/** How each part that runs is stopped. */
export type StartedParts = Map<PartName, () => Promise<void>>

/** Whoever asks stops before whoever is asked, so that what is under way can end well. */
export const stopOrder = [
  'gateway',
  'saga',
  'product',
  'billing',
  'auth',
  'simulator',
  'redis',
  'postgres',
] as const satisfies readonly PartName[]

/** Stops what runs, one after the other, and takes it out of `started`; what comes up meanwhile is for another call. */
export async function stopInOrder(started: StartedParts): Promise<void> {
  for (const name of stopOrder) {
    const stop = started.get(name)
    started.delete(name)
    await stop?.()
  }
}

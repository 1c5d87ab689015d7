import { type Database } from '../database.js'
import { fateOf, noFaults, operations, type Fate, type Faults, type Operation } from './faults.js'
import { deleteFaults, loadFaults, saveFaults, type SetFaults } from './faultStore.js'

/** The fault switches as they stand. Setting an operation's starts its calls' numbering, and so its fates, anew. */
export interface FaultSwitches {
  of(operation: Operation): Faults
  /** The fate of the next call. */
  next(operation: Operation): Fate
  set(chosen: readonly Operation[], set: SetFaults): Promise<void>
  clear(chosen: readonly Operation[]): Promise<void>
  show(): Record<string, Faults & { seed: number }>
}

/** Loads the switches that the database keeps. `seed` is used where none was set. */
export async function createFaultSwitches(database: Database, seed: number): Promise<FaultSwitches> {
  const switches = await loadFaults(database)
  const counts = new Map<Operation, number>()
  const of = (operation: Operation): SetFaults => switches.get(operation) ?? { seed, faults: noFaults }
  return {
    of: (operation) => of(operation).faults,
    next(operation) {
      const count = (counts.get(operation) ?? 0) + 1
      counts.set(operation, count)
      const set = of(operation)
      return fateOf(set.faults, set.seed, operation, count)
    },
    async set(chosen, set) {
      await saveFaults(database, chosen, set)
      for (const operation of chosen) {
        switches.set(operation, set)
        counts.delete(operation)
      }
    },
    async clear(chosen) {
      await deleteFaults(database, chosen)
      for (const operation of chosen) {
        switches.delete(operation)
        counts.delete(operation)
      }
    },
    show: () =>
      Object.fromEntries(
        operations.map((operation) => [operation, { ...of(operation).faults, seed: of(operation).seed }]),
      ),
  }
}

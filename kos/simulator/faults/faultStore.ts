import { z } from 'zod'
import { type Database } from '../database.js'
import { faultsSchema, operations, type Faults, type Operation } from './faults.js'

/** Switches of an operation, and the seed of its fates. */
export interface SetFaults {
  seed: number
  faults: Faults
}

const storedSchema = z.object({ seed: z.number(), faults: faultsSchema })

/** Keeps fault switches over restarts. */
export async function saveFaults(database: Database, chosen: readonly Operation[], set: SetFaults): Promise<void> {
  await database.$transaction(
    chosen.map((operation) =>
      database.faultSetting.upsert({
        where: { operation },
        create: { operation, faults: { ...set } },
        update: { faults: { ...set } },
      }),
    ),
  )
}

/** Forgets the switches of these operations. */
export async function deleteFaults(database: Database, chosen: readonly Operation[]): Promise<void> {
  await database.faultSetting.deleteMany({ where: { operation: { in: [...chosen] } } })
}

/** The switches that were set when the simulator last ran. */
export async function loadFaults(database: Database): Promise<Map<Operation, SetFaults>> {
  const rows = await database.faultSetting.findMany()
  return new Map(
    rows.flatMap(({ operation, faults }) => {
      const known = operations.find((name) => name === operation)
      return known ? [[known, storedSchema.parse(faults)] as const] : []
    }),
  )
}

import { z } from 'zod'
import { type Database } from '../database.js'

/** Which kind of KOS the simulator plays. */
export const settingsSchema = z.strictObject({
  /** Send the fields and endpoints of the wire's part 5. Off: a KOS that knows none of them, K6 and K7 included. */
  additiveFields: z.boolean(),
  /** Answer a repeated K5 or K6 with the first answer. Off: each one is applied. */
  honourRequestId: z.boolean(),
})

export type Settings = z.output<typeof settingsSchema>
export const defaultSettings: Settings = { additiveFields: true, honourRequestId: true }

/** The settings as they stand, kept over restarts. */
export interface SettingsStore {
  current(): Settings
  save(settings: Settings): Promise<void>
}

/** Loads the settings that the database keeps. */
export async function createSettingsStore(database: Database): Promise<SettingsStore> {
  const stored = await database.simulatorSetting.findUnique({ where: { id: 1 } })
  let settings: Settings = stored
    ? { additiveFields: stored.additiveFields, honourRequestId: stored.honourRequestId }
    : defaultSettings
  return {
    current: () => settings,
    async save(next) {
      await database.simulatorSetting.upsert({ where: { id: 1 }, create: { id: 1, ...next }, update: next })
      settings = next
    },
  }
}

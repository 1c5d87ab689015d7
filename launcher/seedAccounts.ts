import { createLogger } from '../platform/logging/logger.js'
import { type Secrets } from './secrets.js'

/**
 * Gives the simulator's people their accounts; returns how many were made.
 *
 * @param people how many need one, all unless told
 */
export async function seedAccounts({
  databaseUrl,
  kosUrl,
  secrets,
  people,
}: {
  databaseUrl: string
  kosUrl: string
  secrets: Secrets
  people?: number | undefined
}): Promise<number> {
  // Loaded here: it brings auth's database client along, which nobody else in the launcher needs.
  const { seedDemoAccounts } = await import('../subgraphs/auth/demo/seedDemoAccounts.js')
  return seedDemoAccounts({
    databaseUrl,
    kosUrl,
    FIELD_KEYS: secrets.FIELD_KEYS,
    BLIND_INDEX_KEY: secrets.BLIND_INDEX_KEY,
    ...(people !== undefined && { enough: people }),
    log: createLogger({ role: 'launcher', level: 'warn' }),
  })
}

import { z } from 'zod'
import { ConfigError } from '../platform/config/configError.js'
import { base64Key32, databaseUrl, httpUrl, keyRing, logLevel } from '../platform/config/fields.js'
import { parseConfig } from '../platform/config/parseConfig.js'
import { createLogger } from '../platform/logging/logger.js'

/** What `yogeum seed-demo` reads from its environment. */
export const seedDemoConfigSchema = z.object({
  /** auth's database, migrated. */
  DATABASE_URL: databaseUrl,
  /** The simulator, which knows the people. */
  KOS_URL: httpUrl,
  /** Encrypts personal data at rest: auth's own. */
  FIELD_KEYS: keyRing,
  /** Makes login ids findable: auth's own. */
  BLIND_INDEX_KEY: base64Key32,
  LOG_LEVEL: logLevel,
  NODE_ENV: z.string().optional(),
})

/**
 * Gives every customer of the simulator an account, as `npm start` does. Returns how many were made: none when they
 * are there already.
 *
 * @throws ConfigError in production, before anything is read, and when a key is missing.
 */
export async function seedDemo(env: NodeJS.ProcessEnv): Promise<number> {
  if (env['NODE_ENV'] === 'production') {
    throw new ConfigError('seed-demo refuses NODE_ENV=production: everybody knows the password of the demo accounts.')
  }
  const config = parseConfig('seed-demo', seedDemoConfigSchema, env)
  const { seedDemoAccounts } = await import('../subgraphs/auth/demo/seedDemoAccounts.js')
  return seedDemoAccounts({
    databaseUrl: config.DATABASE_URL,
    kosUrl: config.KOS_URL,
    FIELD_KEYS: config.FIELD_KEYS,
    BLIND_INDEX_KEY: config.BLIND_INDEX_KEY,
    log: createLogger({ role: 'seed-demo', level: config.LOG_LEVEL }),
    nodeEnv: config.NODE_ENV,
  })
}

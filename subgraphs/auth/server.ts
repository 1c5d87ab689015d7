import { readFileSync } from 'node:fs'
import { ConfigError } from '../../platform/config/configError.js'
import { startSubgraph } from '../../platform/graphql/startSubgraph.js'
import { openEndedSessionsSender } from '../../platform/identity/endedSessionsChannel.js'
import { type RunningRole } from '../../platform/http/runningRole.js'
import { createLogger, type Logger } from '../../platform/logging/logger.js'
import { type Clock, systemClock } from '../../platform/time/clock.js'
import { type AuthConfig } from './authConfig.js'
import { createAuthServices } from './createAuthServices.js'
import { createCustomerReads } from './customer/customerReads.js'
import { openAuthDatabase } from './database.js'
import { accessLogUpkeep } from './personalData/accessLogUpkeep.js'
import { resolvers } from './resolvers.js'
import { addEndedSessionsRoute } from './session/endedSessionsRoute.js'
import { createLocalVerifier } from './session/localVerifier.js'
import { purgeExpired } from './upkeep/upkeepStore.js'
import { startUpkeep } from '../../platform/upkeep/startUpkeep.js'

export { type AuthConfig, authConfigSchema } from './authConfig.js'

/** What a test may put in the place of the real part. */
export interface AuthOverrides {
  clock?: Clock
  log?: Logger
}

const minuteMs = 60 * 1000

/**
 * Starts the auth role: sign-in, sessions, keys, customers and their lines.
 *
 * @throws ConfigError in production while the database holds demo accounts, whose password is public.
 */
export async function startAuth(config: AuthConfig, overrides: AuthOverrides = {}): Promise<RunningRole> {
  const { clock = systemClock, log = createLogger({ role: 'auth', level: config.LOG_LEVEL }) } = overrides
  const db = openAuthDatabase(config.DATABASE_URL)
  const endedSessions = openEndedSessionsSender({ url: config.REDIS_URL, log })
  try {
    const auth = await createAuthServices(config, { db, clock, announceEnded: (ids) => endedSessions.send(ids) })
    if (config.NODE_ENV === 'production' && (await auth.customers.hasDemoAccounts())) {
      throw new ConfigError(
        'auth does not start: NODE_ENV is production and its database holds demo accounts, whose password is public.',
      )
    }
    await auth.keys.rotate()
    const role = await startSubgraph({
      name: 'auth',
      typeDefs: readFileSync(new URL('./schema.graphql', import.meta.url), 'utf8'),
      resolvers,
      config,
      log,
      clock,
      verifier: createLocalVerifier({
        keys: auth.keys,
        sessions: auth.sessions,
        clock,
        issuer: config.TOKEN_ISSUER,
        audience: config.TOKEN_AUDIENCE,
      }),
      extendContext: (context) => ({ ...context, auth, customers: createCustomerReads(auth.customers) }),
      ready: async () => (await db.$queryRaw<unknown[]>`SELECT 1`).length === 1,
      routes: (app) => {
        app.get('/.well-known/jwks.json', () => auth.keys.jwks())
        addEndedSessionsRoute(app, { sessions: auth.sessions, clock })
      },
      onStop: async () => {
        await upkeep.stop()
        await endedSessions.stop()
        await db.$disconnect()
      },
    })
    const upkeep = startUpkeep(
      [
        { name: 'key rotation', everyMs: minuteMs, run: () => auth.keys.rotate() },
        accessLogUpkeep({ db, hashes: auth.accessHashes, accessLog: auth.accessLog, clock, log }),
        {
          name: 'purge',
          everyMs: 60 * minuteMs,
          run: async () => log.info(await purgeExpired(db, clock()), 'purged what has expired'),
        },
      ],
      log,
    )
    return role
  } catch (error) {
    await endedSessions.stop()
    await db.$disconnect()
    throw error
  }
}

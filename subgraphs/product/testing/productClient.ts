import { createKosOrder } from '../../../kos/client/createKosOrder.js'
import { createLogger } from '../../../platform/logging/logger.js'
import { systemClock } from '../../../platform/time/clock.js'
import { type Permission } from '../../../platform/identity/identity.js'
import { createLineIds } from '../../../platform/privacy/lineIds.js'
import { createTestIssuer } from '../../../testing/issueToken.js'
import { testKeys } from '../../../testing/keys.js'
import { createTestDatabase } from '../../../testing/postgres.js'
import { type ProductOverrides, productConfigSchema, startProduct } from '../server.js'

export interface GraphqlAnswer {
  data?: Record<string, unknown> | null
  errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[]
}

export interface Caller {
  customerId?: string
  sessionId?: string
  lines?: string[]
  permissions?: Permission[]
  eligibility?: string[]
}

/**
 * The product role as it really runs, on a database of its own, with a test issuer in auth's place; but that it asks KOS
 * each question, whatever an earlier test has asked, unless it `remembers`.
 */
export async function startProductForTest(
  kosUrl: string,
  { remembers = false, ...overrides }: ProductOverrides & { remembers?: boolean } = {},
) {
  const [database, issuer] = await Promise.all([createTestDatabase('product'), createTestIssuer()])
  const config = productConfigSchema.parse({
    PORT: '0',
    LOG_LEVEL: 'silent',
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    KOS_URL: kosUrl,
    AUTH_URL: issuer.url,
    ...testKeys,
  })
  const { clock = systemClock, log = createLogger({ role: 'product', level: 'silent' }) } = overrides
  const forgetful = () =>
    createKosOrder({ kosUrl, serviceName: 'MVNO-PRODUCT-SERVICE', readTimeoutMs: 2_500, clock, log })
  const role = await startProduct(config, { ...(!remembers && { kos: forgetful() }), ...overrides })
  const lineIds = createLineIds(testKeys.LINE_ID_KEYS)

  const tokenOf = (caller: Caller, lifetime?: number) =>
    issuer.issue({
      lineIds: (caller.lines ?? []).map((number) => lineIds.seal(number)),
      ...(caller.customerId && { customerId: caller.customerId }),
      ...(caller.sessionId && { sessionId: caller.sessionId }),
      ...(caller.permissions && { permissions: caller.permissions }),
      ...(caller.eligibility && { eligibility: caller.eligibility }),
      ...(overrides.clock && { now: overrides.clock() }),
      ...(lifetime && { lifetime }),
    })

  return {
    tokenOf,
    endSession: (sessionId: string) => issuer.endSession(sessionId),
    databaseUrl: database.url,
    url: role.url,
    sealed: (lineNumber: string) => lineIds.seal(lineNumber),
    /** `caller` null sends no token. Lines are given by number. */
    async ask(caller: Caller | null, query: string, variables: Record<string, unknown> = {}): Promise<GraphqlAnswer> {
      const headers: Record<string, string> = { 'content-type': 'application/json' }
      if (caller) {
        headers['authorization'] = `Bearer ${await tokenOf(caller)}`
      }
      const response = await fetch(`${role.url}/graphql`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ query, variables }),
        signal: AbortSignal.timeout(10_000),
      })
      return (await response.json()) as GraphqlAnswer
    },
    async stop() {
      await role.stop()
      await issuer.stop()
      await database.drop()
    },
  }
}

export type ProductForTest = Awaited<ReturnType<typeof startProductForTest>>

import { createKosOrder } from '../../../kos/client/createKosOrder.js'
import { createLogger } from '../../../platform/logging/logger.js'
import { createLineIds } from '../../../platform/privacy/lineIds.js'
import { createTestIssuer, type TestClaims } from '../../../testing/issueToken.js'
import { testKeys } from '../../../testing/keys.js'
import { createTestDatabase } from '../../../testing/postgres.js'
import { openBillingDatabase } from '../database.js'
import { billingConfigSchema, startBilling } from '../server.js'

export interface GraphqlAnswer {
  data: Record<string, unknown> | null
  errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[]
}

export const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'

/** Billing on a database of its own, before a KOS of the test's choice, and words to speak to it with. */
export async function startTestBilling({
  kosUrl,
  clock,
  readTimeoutMs = 2_500,
  remembers = false,
  env = {},
}: {
  kosUrl: string
  clock: () => Date
  readTimeoutMs?: number
  /** As the real role does; otherwise each question is asked of KOS, whatever an earlier test has asked. */
  remembers?: boolean
  /** Further keys of billing's configuration. */
  env?: Record<string, string>
}) {
  const issuer = await createTestIssuer()
  const database = await createTestDatabase('billing')
  const logLines: string[] = []
  const config = billingConfigSchema.parse({
    ...testKeys,
    PORT: '0',
    DATABASE_URL: database.url,
    KOS_URL: kosUrl,
    AUTH_URL: issuer.url,
    KOS_READ_TIMEOUT_MS: String(readTimeoutMs),
    ...env,
  })
  const log = createLogger({
    role: 'billing',
    level: 'debug',
    destination: { write: (line) => void logLines.push(line) },
  })
  const forgetful = () => createKosOrder({ kosUrl, serviceName: 'MVNO-BILL-INQUIRY', readTimeoutMs, clock, log })
  const role = await startBilling(config, { clock, log, ...(!remembers && { kos: forgetful() }) })
  const rows = openBillingDatabase(database.url)
  const lineIds = createLineIds(testKeys.LINE_ID_KEYS)

  const ask = async (
    query: string,
    variables: Record<string, unknown> = {},
    claims: TestClaims | null = {},
  ): Promise<GraphqlAnswer> => {
    const authorization = claims && { authorization: `Bearer ${await issuer.issue({ now: clock(), ...claims })}` }
    const answer = await fetch(`${role.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
        ...authorization,
      },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(15_000),
    })
    return (await answer.json()) as GraphqlAnswer
  }
  return {
    role,
    rows,
    lineIds,
    logLines,
    ask,
    tokenOf: (claims: TestClaims) => issuer.issue({ now: clock(), ...claims }),
    /** Asks as the owner of the line, through `_entities` as the gateway does. */
    async line(
      lineNumber: string,
      fields: string,
      claims: TestClaims = {},
    ): Promise<{ line: Record<string, unknown> | null; errors: NonNullable<GraphqlAnswer['errors']> }> {
      const id = lineIds.seal(lineNumber)
      const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Line { ${fields} } } }`
      const { data, errors = [] } = await ask(query, { r: [{ __typename: 'Line', id }] }, { lineIds: [id], ...claims })
      return {
        line: ((data?.['_entities'] as unknown[] | undefined)?.[0] ?? null) as Record<string, unknown> | null,
        errors,
      }
    },
    async forget() {
      await rows.billProcessing.deleteMany()
      await rows.billInquiry.deleteMany()
    },
    async end() {
      await role.stop()
      await rows.$disconnect()
      await issuer.stop()
      await database.drop()
    },
  }
}

export type TestBilling = Awaited<ReturnType<typeof startTestBilling>>

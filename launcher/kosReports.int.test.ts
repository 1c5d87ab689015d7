import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type CannedKos, envelope, sendJson, startCannedKos } from '../kos/client/testing/cannedKos.js'
import { createLogger } from '../platform/logging/logger.js'
import { sagaConfigSchema, startSaga } from '../saga/server.js'
import { startTestBilling, type TestBilling } from '../subgraphs/billing/testing/startTestBilling.js'
import { productConfigSchema, startProduct } from '../subgraphs/product/server.js'
import { eventually } from '../testing/eventually.js'
import { createTestIssuer } from '../testing/issueToken.js'
import { testKeys } from '../testing/keys.js'
import { createTestDatabase } from '../testing/postgres.js'

let kos: CannedKos
let billing: TestBilling
let issuer: Awaited<ReturnType<typeof createTestIssuer>>
let database: Awaited<ReturnType<typeof createTestDatabase>>
let stops: (() => Promise<void>)[]

const log = createLogger({ role: 'test', level: 'silent' })
const envOf = (billingUrl: string | undefined) => ({
  ...{ PORT: '0', DATABASE_URL: database.url, KOS_URL: kos.url, AUTH_URL: issuer.url, ...testKeys },
  ...(billingUrl !== undefined && { BILLING_URL: billingUrl }),
})
async function product(billingUrl?: string) {
  const role = await startProduct(productConfigSchema.parse(envOf(billingUrl)), { log })
  stops.push(() => role.stop())
  return role
}
async function saga() {
  const role = await startSaga(sagaConfigSchema.parse(envOf(billing.role.url)), { log })
  stops.push(() => role.stop())
  return role
}
const operator = { permissions: ['OPERATOR' as const] }
async function health() {
  const { data } = await billing.ask('{ kosHealth { role operations { operation breaker } } }', {}, operator)
  return data?.['kosHealth'] as { role: string; operations: { operation: string; breaker: string }[] }[]
}
const rolesAre = (...roles: string[]) =>
  eventually(roles.join(), async () => (await health()).map(({ role }) => role).join() === roles.join())

beforeEach(async () => {
  stops = []
  kos = await startCannedKos()
  issuer = await createTestIssuer()
  database = await createTestDatabase('product')
  billing = await startTestBilling({ kosUrl: kos.url, clock: () => new Date() })
})
afterEach(async () => {
  for (const stop of stops.reverse()) await stop()
  await billing.end()
  await database.drop()
  await issuer.stop()
  await kos.stop()
})

describe('kosHealth over the roles', () => {
  it('shows every process that speaks to KOS, two copies as two, each with all operations', async () => {
    await Promise.all([product(billing.role.url), product(billing.role.url), saga()])
    await rolesAre('BILLING', 'PRODUCT', 'PRODUCT', 'SAGA')
    for (const { operations } of await health()) expect(operations).toHaveLength(7)
  })

  it("shows product's open breaker within a moment, and its change", async () => {
    kos.answer((_request, response) => sendJson(response, envelope(null, '9999')))
    const { url } = await product(billing.role.url)
    const token = await issuer.issue()
    await eventually('an open breaker of product', async () => {
      await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query: '{ products { totalCount } }' }),
      })
      const shown = (await health()).find(({ role }) => role === 'PRODUCT')
      return shown?.operations.some(({ operation, breaker }) => operation === 'K4' && breaker === 'OPEN')
    })
    const { data } = await billing.ask('{ kosBreakerChanges { role operation from to } }', {}, operator)
    expect(data?.['kosBreakerChanges']).toEqual([{ role: 'PRODUCT', operation: 'K4', from: 'CLOSED', to: 'OPEN' }])
  })

  it('does without product where product does not know billing', async () => {
    const { url } = await product()
    await rolesAre('BILLING')
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
  })

  it('goes on in product and the saga while billing is away: they serve, and stop at once', async () => {
    const roles = await Promise.all([product('http://127.0.0.1:1'), saga()])
    for (const { url } of roles) expect((await fetch(`${url}/readyz`)).status).toBe(200)
  })
})

describe('GET /metrics of product and the saga', () => {
  it('has KOS in it, under the name of the role', async () => {
    const [productRole, sagaRole] = await Promise.all([product(), saga()])
    for (const [role, { url }] of [
      ['product', productRole],
      ['saga', sagaRole],
    ] as const) {
      const text = await (await fetch(`${url}/metrics`)).text()
      expect(text).toContain(`yogeum_kos_breaker_state{operation="K1",role="${role}"} 0`)
      expect(text).toContain(`nodejs_eventloop_lag_p99_seconds{role="${role}"}`)
    }
  })
})

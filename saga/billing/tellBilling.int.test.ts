import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { createLogger } from '../../platform/logging/logger.js'
import { createLineVersionStore } from '../../subgraphs/billing/lineVersion/lineVersionStore.js'
import { startTestBilling, type TestBilling } from '../../subgraphs/billing/testing/startTestBilling.js'
import { testKeys } from '../../testing/keys.js'
import { type BillingPort, createBillingPort } from './tellBilling.js'

const lineKey = 'k'.repeat(43)
const logLines: string[] = []
const log = createLogger({ role: 'saga', destination: { write: (line) => void logLines.push(line) } })
const ports: BillingPort[] = []
let billing: TestBilling

function portTo(billingUrl: string, blindIndexKey = testKeys.BLIND_INDEX_KEY): BillingPort {
  const port = createBillingPort({ billingUrl, blindIndexKey, log })
  ports.push(port)
  return port
}
const known = async () => (await createLineVersionStore(billing.rows).current([lineKey])).get(lineKey)

beforeAll(async () => {
  billing = await startTestBilling({ kosUrl: 'http://127.0.0.1:1', clock: () => new Date('2026-11-20T09:00:00Z') })
})
afterAll(async () => {
  await Promise.all(ports.map((port) => port.close()))
  await billing.end()
})
afterEach(() => billing.rows.lineVersion.deleteMany())

describe('UFR-PROD-040 telling billing that a plan has changed', () => {
  it('is true once billing has noted it, again and again', async () => {
    const port = portTo(`${billing.role.url}/`)
    expect(await port.tellLineVersion(lineKey, 2)).toBe(true)
    expect(await port.tellLineVersion(lineKey, 2)).toBe(true)
    expect(await known()).toBe(2)
  })

  it('is false when billing refuses it, and says so without naming the line', async () => {
    expect(await portTo(billing.role.url, Buffer.alloc(32, 9).toString('base64')).tellLineVersion(lineKey, 2)).toBe(
      false,
    )
    expect(await known()).toBe(0)
    expect(logLines.at(-1)).toContain('"status":401')
    expect(logLines.join('')).not.toContain(lineKey)
  })

  it('is false when nobody is there', async () => {
    expect(await portTo('http://127.0.0.1:1').tellLineVersion(lineKey, 2)).toBe(false)
    expect(logLines.at(-1)).toContain('ECONNREFUSED')
  })
})

import { describe, expect, it } from '@jest/globals'
import { launcherConfigSchema, portsOf } from './launcherConfig.js'
import { addressesAt, placeOf, roleEnv } from './roleEnv.js'
import { type RoleName, roleNames } from './roles.js'

const text = 'x'
const secrets = { LINE_ID_KEYS: text, FIELD_KEYS: text, BLIND_INDEX_KEY: text, POSTGRES_PASSWORD: text }
const urls = { auth: text, billing: text, product: text, kos: text }
const envOf = (role: RoleName, given: Record<string, string> = {}) => {
  const ports = portsOf(launcherConfigSchema.parse(given))
  const around = { env: given, secrets, urls, addresses: addressesAt(ports) }
  return roleEnv(role, around, placeOf(role, ports, '0.0.0.0'))
}

describe('the environment that npm start gives a role', () => {
  it("serves the gateway's metrics five ports on, on loopback even where the gateway is open to everybody", () => {
    expect(envOf('gateway', { PORT: '5000', METRICS_HOST: '0.0.0.0' })).toMatchObject({
      ...{ HOST: '0.0.0.0', PORT: '5000', METRICS_HOST: '127.0.0.1', METRICS_PORT: '5005' },
    })
    expect(envOf('gateway', { METRICS_PORT: '9100' })).toMatchObject({ METRICS_PORT: '9100' })
  })

  it('keeps every other role on loopback', () => {
    for (const role of roleNames.filter((name) => name !== 'gateway')) expect(envOf(role)['HOST']).toBe('127.0.0.1')
  })

  it.each(['product', 'saga'] as const)('tells %s where billing is', (role) => {
    expect(envOf(role)['BILLING_URL']).toBe('http://127.0.0.1:4002')
  })
})

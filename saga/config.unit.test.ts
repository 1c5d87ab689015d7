import { describe, expect, it } from '@jest/globals'
import { parseConfig } from '../platform/config/parseConfig.js'
import { testKeys } from '../testing/keys.js'
import { sagaConfigSchema } from './config.js'

const required = {
  ...testKeys,
  PORT: '4004',
  DATABASE_URL: 'postgresql://yogeum@127.0.0.1/yogeum_product',
  KOS_URL: 'http://127.0.0.1:4100',
  BILLING_URL: 'http://127.0.0.1:4002/',
}
const read = (env: NodeJS.ProcessEnv = {}) => parseConfig('saga', sagaConfigSchema, { ...required, ...env })

describe('UFR-PROD-040 configuration of the saga', () => {
  it('has defaults for all but places and keys', () => {
    expect(read()).toMatchObject({
      BILLING_URL: 'http://127.0.0.1:4002',
      KOS_READ_TIMEOUT_MS: 2_500,
      KOS_WRITE_TIMEOUT_MS: 8_000,
      KOS_MAX_PROCESSING_MS: 30_000,
      SAGA_CONCURRENCY: 20,
      SAGA_LEASE_MS: 10_000,
      SAGA_SWEEP_MS: 2_000,
    })
    expect(read().REDIS_URL).toBeUndefined()
  })

  it('names everything that is missing', () => {
    const read = () => parseConfig('saga', sagaConfigSchema, {})
    for (const key of Object.keys(required)) expect(read).toThrow(`${key}: is missing`)
  })

  it.each([
    ['SAGA_LEASE_MS', '1999'],
    ['SAGA_CONCURRENCY', '0'],
    ['SAGA_CONCURRENCY', '201'],
    ['SAGA_SWEEP_MS', '0'],
    ['KOS_MAX_PROCESSING_MS', 'long'],
    ['BILLING_URL', 'billing'],
  ])('refuses %s=%s', (key, value) => expect(() => read({ [key]: value })).toThrow(`${key}: must be`))
})

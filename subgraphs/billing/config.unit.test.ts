import { describe, expect, it } from '@jest/globals'
import { ConfigError } from '../../platform/config/configError.js'
import { parseConfig } from '../../platform/config/parseConfig.js'
import { testKeys } from '../../testing/keys.js'
import { billingConfigSchema } from './config.js'

const env = {
  ...testKeys,
  PORT: '0',
  DATABASE_URL: 'postgresql://127.0.0.1/x',
  KOS_URL: 'http://127.0.0.1:1',
  AUTH_URL: 'http://127.0.0.1:1',
}
const read = (more: NodeJS.ProcessEnv) => parseConfig('billing', billingConfigSchema, { ...env, ...more })

describe('INQUIRY_HISTORY', () => {
  it('UFR-BILL-040 is on unless told otherwise', () => {
    expect(read({}).INQUIRY_HISTORY).toBe('on')
    expect(read({ INQUIRY_HISTORY: 'off' }).INQUIRY_HISTORY).toBe('off')
  })

  it('UFR-BILL-040 cannot be off in production', () => {
    expect(read({ NODE_ENV: 'production' }).INQUIRY_HISTORY).toBe('on')
    const start = () => read({ INQUIRY_HISTORY: 'off', NODE_ENV: 'production' })
    expect(start).toThrow(ConfigError)
    expect(start).toThrow('INQUIRY_HISTORY: must be on in production')
  })

  it('UFR-BILL-040 is on or off', () => expect(() => read({ INQUIRY_HISTORY: 'maybe' })).toThrow('INQUIRY_HISTORY'))
})

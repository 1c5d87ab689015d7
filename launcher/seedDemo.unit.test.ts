import { describe, expect, it } from '@jest/globals'
import { seedDemo } from './seedDemo.js'

describe('yogeum seed-demo', () => {
  it('refuses production before it looks at anything else', async () => {
    await expect(seedDemo({ NODE_ENV: 'production' })).rejects.toThrow(/refuses NODE_ENV=production/)
  })

  it('names every key that is missing at once', async () => {
    await expect(seedDemo({})).rejects.toThrow(
      /DATABASE_URL: is missing\n.*KOS_URL: is missing\n.*FIELD_KEYS: is missing\n.*BLIND_INDEX_KEY: is missing/,
    )
  })
})

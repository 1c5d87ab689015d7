import { describe, expect, it } from '@jest/globals'
import { createPasswordHasher } from './passwordHasher.js'

describe('UFR-AUTH-010 password hashing', () => {
  it("UFR-AUTH-010 hashes with argon2id at OWASP's parameters", async () => {
    const hasher = await createPasswordHasher({ concurrency: 1, queue: 1 })
    expect(await hasher.hash('secret')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })

  it('UFR-AUTH-010 nobody has a password, not even the one that is compared with for them', async () => {
    const hasher = await createPasswordHasher({ concurrency: 1, queue: 1 })
    expect(await hasher.verify(null, 'a password that nobody has')).toBe(false)
    expect(await hasher.verify(await hasher.hash('secret'), 'secret')).toBe(true)
  })

  it('UFR-AUTH-010 sends away whom it cannot serve soon, and serves again when there is room', async () => {
    const hasher = await createPasswordHasher({ concurrency: 1, queue: 1 })
    const results = await Promise.allSettled([hasher.hash('a'), hasher.hash('b'), hasher.hash('c')])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
    expect(results[2]).toMatchObject({ reason: { code: 'SERVICE_UNAVAILABLE', details: { retryAfterSeconds: 3 } } })
    await expect(hasher.hash('d')).resolves.toMatch(/^\$argon2id/)
  })
})

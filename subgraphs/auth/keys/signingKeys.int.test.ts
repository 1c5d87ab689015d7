import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { decodeProtectedHeader } from 'jose'
import { hong, password, startTestAuth, type TestAuth } from '../testing/startTestAuth.js'
import { field } from '../testing/testClient.js'
import { startAuth } from '../server.js'
import { createLogger } from '../../../platform/logging/logger.js'
import { createTestClient } from '../testing/testClient.js'
import { publishAheadMs } from './keyPolicy.js'
import { createKeyStore } from './keyStore.js'
import { createSigningKeys } from './signingKeys.js'

const day = 24 * 60 * 60 * 1000

describe('signing keys', () => {
  let auth: TestAuth
  beforeAll(async () => {
    auth = await startTestAuth()
  })
  afterAll(() => auth.stop())

  const copy = () =>
    createSigningKeys({ store: createKeyStore(auth.db, auth.cipher), clock: auth.clock, rotationMs: 30 * day })
  const log = createLogger({ role: 'auth', level: 'silent' })
  const published = (keys: { jwks(): { keys: { kid?: string }[] } }) => keys.jwks().keys.map(({ kid }) => kid)

  it('publishes public keys only, and keeps the private ones encrypted', async () => {
    const response = await fetch(`${auth.role.url}/.well-known/jwks.json`)
    const { keys } = (await response.json()) as { keys: Record<string, unknown>[] }
    expect(keys).toHaveLength(1)
    expect(Object.keys(keys[0] ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x'])
    const [stored] = await auth.db.signingKey.findMany()
    const privateKey = auth.cipher.decrypt(stored?.privateKeySealed ?? '')
    expect(privateKey).toHaveLength(43)
    expect(JSON.stringify(stored)).not.toContain(privateKey)
  })

  it('rotates: the new key is published an hour before it signs, the old one until its last token is dead', async () => {
    const [one, two] = [copy(), copy()]
    await one.rotate()
    const { kid: first } = await one.signer()
    auth.pass(30 * day - publishAheadMs)
    await Promise.all([one.rotate(), two.rotate()])
    expect(published(one)).toHaveLength(2)
    expect(published(two)).toEqual(published(one))
    expect((await one.signer()).kid).toBe(first)

    auth.pass(publishAheadMs)
    const { kid: second } = await one.signer()
    expect(second).not.toBe(first)
    expect((await two.signer()).kid).toBe(second)
    expect(published(one)).toContain(first)

    auth.pass(20 * 60 * 1000)
    await one.rotate()
    expect(published(one)).toEqual([second])
    expect(await auth.db.signingKey.count()).toBe(1)
    expect(await one.verifier(first)).toBeNull()
  })

  it('copies that start at once on an empty database make one key, and take each other’s tokens', async () => {
    await auth.db.signingKey.deleteMany()
    const roles = await Promise.all([0, 1, 2].map(() => startAuth(auth.config, { clock: auth.clock, log })))
    try {
      expect(await auth.db.signingKey.count()).toBe(1)
      const [one, two] = roles.map(({ url }) => createTestClient(url))
      const answer = await one?.signInAs({ userId: hong.loginId, password, client: 'API' })
      const token = answer?.tokens?.accessToken ?? ''
      expect(decodeProtectedHeader(token)).toEqual({
        alg: 'EdDSA',
        kid: (await auth.db.signingKey.findFirstOrThrow()).kid,
      })
      expect(two && field(await two.viewer(token), 'viewer')).toEqual(answer?.customer)
      await one?.signOut({ bearer: token })
      expect((await two?.viewer(token))?.errors?.[0]?.extensions).toMatchObject({ reason: 'SESSION_ENDED' })
    } finally {
      await Promise.all(roles.map((role) => role.stop()))
    }
  })
})

import { describe, expect, it } from '@jest/globals'
import { generateKeyPair, SignJWT } from 'jose'
import { type SigningKeys } from '../keys/signingKeys.js'
import { createLocalVerifier } from './localVerifier.js'
import { type SessionStore } from './sessionStore.js'

const customerId = '00000000-0000-4000-8000-000000000001'
const sessionId = '00000000-0000-4000-8000-000000000002'
const now = new Date('2026-11-22T05:30:00Z')

async function verifierOf() {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' })
  const asked: string[] = []
  const ended = new Set<string>()
  const verifier = createLocalVerifier({
    keys: { verifier: () => Promise.resolve(publicKey) } as unknown as SigningKeys,
    sessions: {
      isEnded: (id: string) => {
        asked.push(id)
        return Promise.resolve(ended.has(id))
      },
    } as unknown as SessionStore,
    ...{ clock: () => now, issuer: 'issuer', audience: 'audience' },
  })
  const tokenOf = (sub: string, sid: string) =>
    new SignJWT({ sid, permissions: [], lines: [], eligibility: [] })
      .setProtectedHeader({ alg: 'EdDSA', kid: 'kid' })
      .setIssuer('issuer')
      .setAudience('audience')
      .setSubject(sub)
      .setExpirationTime(new Date(now.getTime() + 60_000))
      .sign(privateKey)
  return { verifier, asked, ended, tokenOf }
}

describe("UFR-AUTH-020 auth's own verifier", () => {
  it('asks at each request whether the session has ended, also of a token that it knows', async () => {
    const { verifier, asked, ended, tokenOf } = await verifierOf()
    const token = await tokenOf(customerId, sessionId)
    expect(await verifier.verify(token)).toMatchObject({ customerId, sessionId, token })
    ended.add(sessionId)
    await expect(verifier.verify(token)).rejects.toMatchObject({ details: { reason: 'SESSION_ENDED' } })
    expect(asked).toEqual([sessionId, sessionId])
  })

  it.each([
    ['customer', "1' OR '1'='1", sessionId],
    ['session', customerId, 'not-a-uuid'],
  ])('refuses an id of a %s that is none, without asking the database', async (_what, sub, sid) => {
    const { verifier, asked, tokenOf } = await verifierOf()
    await expect(verifier.verify(await tokenOf(sub, sid))).rejects.toMatchObject({
      details: { reason: 'TOKEN_MALFORMED' },
    })
    expect(asked).toEqual([])
  })
})

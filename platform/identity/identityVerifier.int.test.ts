import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createTestIssuer } from '../../testing/issueToken.js'
import { DomainError } from '../errors/domainError.js'
import { createLogger } from '../logging/logger.js'
import { createIdentityVerifier, type IdentityVerifier } from './identityVerifier.js'

let issuer: Awaited<ReturnType<typeof createTestIssuer>>
let verifier: IdentityVerifier
let now = new Date('2026-11-22T00:00:00Z')

beforeAll(async () => {
  issuer = await createTestIssuer()
  const log = createLogger({ role: 'test', level: 'silent' })
  verifier = createIdentityVerifier({
    authUrl: issuer.url,
    issuer: 'yogeum-auth',
    audience: 'yogeum',
    clock: () => now,
    log,
  })
})
afterAll(() => issuer.stop())

async function refusal(token: string): Promise<unknown> {
  try {
    await verifier.verify(token)
  } catch (error) {
    if (error instanceof DomainError) return [error.code, error.details['reason']]
    throw error
  }
  return 'accepted'
}

describe('UFR-AUTH-020 who is asking', () => {
  it('reads what auth attested', async () => {
    const identity = await verifier.verify(await issuer.issue({ now, lineIds: ['ln_1'], eligibility: ['AGE_65_PLUS'] }))
    expect(identity).toMatchObject({
      lineIds: ['ln_1'],
      eligibility: ['AGE_65_PLUS'],
      permissions: ['BILL_INQUIRY', 'PRODUCT_CHANGE'],
    })
  })

  it('refuses a token once it has expired, also one that it has accepted before', async () => {
    const token = await issuer.issue({ now, lifetime: 60 })
    expect(await refusal(token)).toBe('accepted')
    now = new Date(now.getTime() + 60_000)
    expect(await refusal(token)).toEqual(['UNAUTHENTICATED', 'TOKEN_EXPIRED'])
  })

  it('refuses what another signed, what was altered, and what is no token', async () => {
    const stranger = await createTestIssuer()
    const foreign = await stranger.issue({ now })
    await stranger.stop()
    const [head, body, signature] = (await issuer.issue({ now })).split('.') as [string, string, string]
    const altered = Buffer.from(body, 'base64url').toString().replace('BILL_INQUIRY', 'OPERATOR')
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`
    for (const bad of [
      foreign,
      `${head}.${Buffer.from(altered).toString('base64url')}.${signature}`,
      none,
      'a.b.c',
      'x'.repeat(9_000),
    ]) {
      expect(await refusal(bad)).toEqual(['UNAUTHENTICATED', 'TOKEN_MALFORMED'])
    }
  })

  it('UFR-AUTH-010 refuses a session from the poll after it ended, and tells who listens, once', async () => {
    const token = await issuer.issue({ now, sessionId: 'session-1' })
    const heard: string[] = []
    verifier.onSessionEnded((id) => heard.push(id))
    expect(await refusal(token)).toBe('accepted')
    issuer.endSession('session-1')
    await verifier.poll()
    await verifier.poll()
    expect(await refusal(token)).toEqual(['UNAUTHENTICATED', 'SESSION_ENDED'])
    expect(heard).toEqual(['session-1'])
  })

  it('says that it cannot tell, not that the token is bad, while the keys are out of reach', async () => {
    const gone = await createTestIssuer()
    const token = await gone.issue({ now })
    await gone.stop()
    const log = createLogger({ role: 'test', level: 'silent' })
    const blind = createIdentityVerifier({
      authUrl: gone.url,
      issuer: 'yogeum-auth',
      audience: 'yogeum',
      clock: () => now,
      log,
    })
    await expect(blind.verify(token)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
  })
})

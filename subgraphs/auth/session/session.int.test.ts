import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createIdentityVerifier } from '../../../platform/identity/identityVerifier.js'
import { createLogger } from '../../../platform/logging/logger.js'
import { hong, kim, password, startTestAuth, type TestAuth } from '../testing/startTestAuth.js'
import { field, refusal } from '../testing/testClient.js'
import { accessCookie, refreshCookie } from './sessionCookies.js'

const second = 1000
const day = 24 * 60 * 60 * second

describe('UFR-AUTH-010 sessions', () => {
  let auth: TestAuth
  beforeAll(async () => {
    auth = await startTestAuth()
  })
  afterAll(() => auth.stop())

  const tokensOf = async (loginId = hong.loginId) => {
    const { tokens } = await auth.client().signInAs({ userId: loginId, password, client: 'API' })
    if (!tokens) throw new Error('no tokens')
    return tokens
  }
  const signedOut = (answer: Parameters<typeof field>[0]) =>
    field<{ signedOutSessions: number }>(answer, 'signOut').signedOutSessions
  const endedSince = async (since: string) => {
    const response = await fetch(`${auth.role.url}/internal/ended-sessions?since=${since}`)
    return {
      status: response.status,
      body: (await response.json()) as { now: number; sessionIds: string[]; code?: string },
    }
  }

  it('UFR-AUTH-010 a refresh gives new tokens, and the old token does not work after its grace', async () => {
    const first = await tokensOf()
    const client = auth.client()
    const answer = await client.refreshWith(first.refreshToken)
    expect(answer).toMatchObject({ __typename: 'SignedIn', customer: { maskedName: '홍*동' } })
    expect(answer.tokens?.refreshToken).not.toBe(first.refreshToken)
    expect(field(await client.viewer(answer.tokens?.accessToken), 'viewer')).not.toBeNull()
  })

  it('UFR-AUTH-010 10 parallel refreshes all succeed, and each answer can be refreshed again', async () => {
    const { refreshToken } = await tokensOf()
    const answers = await Promise.all(Array.from({ length: 10 }, () => auth.client().refreshWith(refreshToken)))
    expect(answers.map(({ __typename }) => __typename)).toEqual(Array.from({ length: 10 }, () => 'SignedIn'))
    const next = await Promise.all(answers.map(({ tokens }) => auth.client().refreshWith(tokens?.refreshToken)))
    expect(next.map(({ __typename }) => __typename)).toEqual(Array.from({ length: 10 }, () => 'SignedIn'))
  })

  it('UFR-AUTH-010 a late parallel refresh gets the newest token of its family, not one that is used', async () => {
    const { refreshToken } = await tokensOf()
    const first = await auth.client().refreshWith(refreshToken)
    const secondAnswer = await auth.client().refreshWith(first.tokens?.refreshToken)
    auth.pass(9 * second)
    const late = await auth.client().refreshWith(refreshToken)
    expect(late.tokens?.refreshToken).toBe(secondAnswer.tokens?.refreshToken)
  })

  it('UFR-AUTH-010 a token used again outside the grace ends the whole family, access tokens included', async () => {
    const { refreshToken } = await tokensOf()
    const successor = (await auth.client().refreshWith(refreshToken)).tokens
    auth.pass(11 * second)
    expect(await auth.client().refreshWith(refreshToken)).toEqual({
      __typename: 'SessionEnded',
      message: '로그인이 만료되었습니다. 다시 로그인해주세요.',
    })
    expect((await auth.client().refreshWith(successor?.refreshToken)).__typename).toBe('SessionEnded')
    expect(refusal(await auth.client().viewer(successor?.accessToken))).toEqual({
      code: 'UNAUTHENTICATED',
      reason: 'SESSION_ENDED',
    })
  })

  it('UFR-AUTH-010 a session ends after 24 idle hours, and in any case after 7 days', async () => {
    const idle = await tokensOf()
    auth.pass(day)
    expect((await auth.client().refreshWith(idle.refreshToken)).__typename).toBe('SessionEnded')
    let { refreshToken } = await tokensOf()
    for (let days = 0; days < 7; days += 0.5) {
      const answer = await auth.client().refreshWith(refreshToken)
      expect(answer.__typename).toBe('SignedIn')
      refreshToken = answer.tokens?.refreshToken ?? ''
      auth.pass(day / 2)
    }
    expect((await auth.client().refreshWith(refreshToken)).__typename).toBe('SessionEnded')
  })

  it('UFR-AUTH-010 a browser refreshes by its cookie, and loses its cookies when the session is over', async () => {
    const client = auth.client()
    await client.signInAs({ userId: hong.loginId, password, keepSignedIn: true })
    const before = client.jar.get(refreshCookie)
    auth.pass(25 * day)
    expect(await client.refreshWith()).toMatchObject({ __typename: 'SignedIn', tokens: null })
    expect(client.jar.get(refreshCookie)).not.toBe(before)
    expect(client.setCookies.at(-1)).toContain('Max-Age=2592000')
    auth.pass(31 * day)
    expect((await client.refreshWith()).__typename).toBe('SessionEnded')
    expect([client.jar.has(accessCookie), client.jar.has(refreshCookie)]).toEqual([false, false])
  })

  it("UFR-AUTH-010 a browser's token cannot be turned into one that a script can read", async () => {
    const client = auth.client()
    await client.signInAs({ userId: hong.loginId, password })
    expect((await auth.client().refreshWith(client.jar.get(refreshCookie))).__typename).toBe('SessionEnded')
    expect((await client.refreshWith()).__typename).toBe('SignedIn')
  })

  it('UFR-AUTH-010 malformed and unknown refresh tokens get clear answers and change no row', async () => {
    const before = [await auth.db.session.findMany({ orderBy: { id: 'asc' } }), await auth.db.refreshToken.count()]
    for (const token of ['', 'garbage', 'x'.repeat(5000), "' OR 1=1"]) {
      expect((await auth.client().refresh(token)).errors?.[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: 'refreshToken',
      })
      const browser = auth.client()
      browser.jar.set(refreshCookie, encodeURIComponent(token))
      expect((await browser.refreshWith()).__typename).toBe('SessionEnded')
      expect(signedOut(await browser.signOut())).toBe(0)
    }
    expect((await auth.client().refreshWith('A'.repeat(43))).__typename).toBe('SessionEnded')
    expect((await auth.client().refreshWith()).__typename).toBe('SessionEnded')
    expect([await auth.db.session.findMany({ orderBy: { id: 'asc' } }), await auth.db.refreshToken.count()]).toEqual(
      before,
    )
  })

  it('UFR-AUTH-010 sign-out ends this session at once, clears the cookies, and may be repeated', async () => {
    const client = auth.client()
    await client.signInAs({ userId: hong.loginId, password })
    const other = await tokensOf()
    const bearer = client.jar.get(accessCookie) ?? ''
    expect(signedOut(await client.signOut({ bearer }))).toBe(1)
    expect([...client.jar.keys()]).toEqual(['__Host-yogeum-device'])
    expect(refusal(await client.viewer(bearer))).toEqual({ code: 'UNAUTHENTICATED', reason: 'SESSION_ENDED' })
    expect(signedOut(await client.signOut({ bearer }))).toBe(0)
    expect(signedOut(await client.signOut())).toBe(0)
    expect(field(await client.viewer(other.accessToken), 'viewer')).not.toBeNull()
  })

  it('UFR-AUTH-010 sign-out works when the access token has expired but the refresh cookie is there', async () => {
    const client = auth.client()
    await client.signInAs({ userId: hong.loginId, password })
    const bearer = client.jar.get(accessCookie) ?? ''
    auth.pass(16 * 60 * second)
    expect(signedOut(await client.signOut({ bearer }))).toBe(1)
  })

  it('UFR-AUTH-010 tells a program with an expired token that it was not signed out', async () => {
    const { accessToken } = await tokensOf()
    auth.pass(16 * 60 * second)
    expect(refusal(await auth.client().signOut({ bearer: accessToken }))).toEqual({
      code: 'UNAUTHENTICATED',
      reason: 'TOKEN_EXPIRED',
    })
  })

  it("UFR-AUTH-010 sign-out everywhere ends all of the customer's sessions and nobody else's; the feed names them", async () => {
    await auth.db.session.deleteMany()
    const sessions = [await tokensOf(), await tokensOf(), await tokensOf()]
    const other = await tokensOf(kim.loginId)
    const since = String(auth.clock().getTime())
    expect(signedOut(await auth.client().signOut({ everywhere: true, bearer: sessions[0]?.accessToken ?? '' }))).toBe(3)
    for (const { accessToken, refreshToken } of sessions) {
      expect(refusal(await auth.client().viewer(accessToken)).reason).toBe('SESSION_ENDED')
      expect((await auth.client().refreshWith(refreshToken)).__typename).toBe('SessionEnded')
    }
    expect(field(await auth.client().viewer(other.accessToken), 'viewer')).toMatchObject({ maskedName: '김*희' })

    const ended = (await auth.db.session.findMany({ where: { endedAt: { not: null } } })).map(({ id }) => id).sort()
    expect(ended).toHaveLength(3)
    const feed = await endedSince(since)
    expect({ now: feed.body.now, sessionIds: feed.body.sessionIds.sort() }).toEqual({
      now: auth.clock().getTime(),
      sessionIds: ended,
    })
    expect((await endedSince('0')).body.sessionIds.sort()).toEqual(ended)
    expect((await endedSince(String(Number(since) + 1))).body.sessionIds).toEqual([])
    auth.pass(17 * 60 * second)
    expect((await endedSince('0')).body.sessionIds).toEqual([])
  })

  it.each(['', 'abc', '-1', '1.5', '9'.repeat(40), '1&since=2'])(
    'the feed of ended sessions refuses since=%s',
    async (since) => {
      const { status, body } = await endedSince(since)
      expect([status, body.code]).toEqual([400, 'BAD_USER_INPUT'])
    },
  )

  it('UFR-AUTH-010 the verifier of the other roles reads our keys, tokens and ended sessions', async () => {
    const { TOKEN_ISSUER: issuer, TOKEN_AUDIENCE: audience } = auth.config
    const log = createLogger({ role: 'billing', level: 'silent' })
    const verifier = createIdentityVerifier({ authUrl: auth.role.url, issuer, audience, clock: auth.clock, log })
    const { accessToken } = await tokensOf(kim.loginId)
    const identity = await verifier.verify(accessToken)
    expect(identity).toMatchObject({ permissions: ['BILL_INQUIRY'], eligibility: ['AGE_65_PLUS'] })
    expect(identity.lineIds).toEqual([expect.stringMatching(/^ln_1_/)])
    await auth.client().signOut({ bearer: accessToken })
    await verifier.poll()
    await expect(verifier.verify(accessToken)).rejects.toMatchObject({ details: { reason: 'SESSION_ENDED' } })
    await verifier.stop()
  })

  it('UFR-AUTH-020 a right that is taken away is gone with the next refresh', async () => {
    const { refreshToken } = await tokensOf()
    await auth.db.customer.updateMany({
      where: { permissions: { has: 'PRODUCT_CHANGE' } },
      data: { permissions: ['BILL_INQUIRY'] },
    })
    expect((await auth.client().refreshWith(refreshToken)).customer?.permissions).toEqual(['BILL_INQUIRY'])
  })
})

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { hong, kim, password, startTestAuth, type TestAuth } from '../testing/startTestAuth.js'
import { field, refusal, type SignInAnswer } from '../testing/testClient.js'

const minute = 60 * 1000

describe('UFR-AUTH-010 sign in', () => {
  let auth: TestAuth
  beforeAll(async () => {
    auth = await startTestAuth()
  })
  beforeEach(async () => {
    await auth.db.signInLock.deleteMany()
    await auth.db.knownDevice.deleteMany()
    await auth.db.signInAttempt.deleteMany()
  })
  afterAll(() => auth.stop())

  const guess = (userId: string, client = auth.client()) =>
    client.signInAs({ userId, password: 'wrong', client: 'API' })
  const enter = (userId: string, client = auth.client()) => client.signInAs({ userId, password, client: 'API' })
  const lock = async (userId: string) => {
    for (let failure = 0; failure < 5; failure += 1) await guess(userId)
  }

  it('UFR-AUTH-010 signs a program in and lets its token see the viewer', async () => {
    const client = auth.client()
    const answer = await enter(hong.loginId, client)
    expect(answer).toMatchObject({
      __typename: 'SignedIn',
      expiresAt: '2026-11-22T03:15:00.000Z',
      customer: {
        maskedName: '홍*동',
        permissions: ['BILL_INQUIRY', 'PRODUCT_CHANGE'],
        lines: [{ maskedNumber: '010-1234-****' }, { maskedNumber: '010-9876-****' }],
      },
    })
    expect(client.setCookies).toEqual([])
    expect(field(await client.viewer(answer.tokens?.accessToken), 'viewer')).toEqual(answer.customer)
    expect(field(await client.viewer(), 'viewer')).toBeNull()
  })

  it('UFR-AUTH-010 gives a browser its tokens as HttpOnly cookies that end with it, unless it is kept signed in', async () => {
    const client = auth.client()
    expect((await client.signInAs({ userId: hong.loginId, password })).tokens).toBeNull()
    for (const name of ['__Host-yogeum-access', '__Host-yogeum-refresh', '__Host-yogeum-device']) {
      const line = client.setCookies.find((cookie) => cookie.startsWith(`${name}=`)) ?? ''
      for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/']) expect(line).toContain(attribute)
      expect(line.includes('Max-Age')).toBe(name === '__Host-yogeum-device')
    }
    const kept = auth.client()
    await kept.signInAs({ userId: hong.loginId, password, keepSignedIn: true })
    expect(kept.setCookies.find((cookie) => cookie.startsWith('__Host-yogeum-refresh'))).toContain(
      `Max-Age=${30 * 24 * 60 * 60}`,
    )
  })

  it('UFR-AUTH-010 wrong id and wrong password cannot be told apart: not in words, not in what is written, not in locking', async () => {
    const known = await auth.client().signIn({ userId: hong.loginId, password: 'wrong' })
    const unknown = await auth.client().signIn({ userId: 'nobody', password: 'wrong' })
    expect(known).toEqual(unknown)
    expect(known.data?.['signIn']).toEqual({
      __typename: 'InvalidCredentials',
      message: 'ID 또는 비밀번호를 확인해주세요',
    })
    const rows = await auth.db.signInLock.findMany({ select: { failures: true, lockedUntil: true } })
    expect(rows).toEqual([
      { failures: 1, lockedUntil: null },
      { failures: 1, lockedUntil: null },
    ])
    await lock(hong.loginId)
    await lock('nobody')
    expect(await guess(hong.loginId)).toEqual(await guess('nobody'))
    expect((await guess('nobody')).__typename).toBe('AccountLocked')
  })

  it('UFR-AUTH-010 the 5th failure in a row locks for 30 minutes and says until when, right password or not', async () => {
    for (let failure = 1; failure <= 4; failure += 1)
      expect((await guess(hong.loginId)).__typename).toBe('InvalidCredentials')
    const until = new Date(auth.clock().getTime() + 30 * minute).toISOString()
    expect(await guess(hong.loginId)).toMatchObject({
      __typename: 'AccountLocked',
      lockedUntil: until,
      message: expect.stringContaining(' 12:30 이후에 다시 시도해주세요.'),
    })
    expect(await enter(hong.loginId)).toMatchObject({ __typename: 'AccountLocked', lockedUntil: until })
    expect((await enter(kim.loginId)).__typename).toBe('SignedIn')
    auth.pass(30 * minute - 1)
    expect((await enter(hong.loginId)).__typename).toBe('AccountLocked')
    auth.pass(1)
    expect((await enter(hong.loginId)).__typename).toBe('SignedIn')
  })

  it('UFR-AUTH-010 counts 20 parallel wrong guesses exactly', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => guess(hong.loginId)))
    const count = (kind: string) => answers.filter(({ __typename }: SignInAnswer) => __typename === kind).length
    expect([count('InvalidCredentials'), count('AccountLocked')]).toEqual([4, 16])
    expect(await auth.db.signInLock.findMany({ select: { failures: true } })).toEqual([{ failures: 5 }])
  })

  it('UFR-AUTH-010 lets 10 parallel right sign-ins in', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => enter(hong.loginId)))
    expect(answers.map(({ __typename }) => __typename)).toEqual(Array.from({ length: 10 }, () => 'SignedIn'))
  })

  it('UFR-AUTH-010 a success resets the count', async () => {
    for (let failure = 1; failure <= 4; failure += 1) await guess(hong.loginId)
    expect((await enter(hong.loginId)).__typename).toBe('SignedIn')
    for (let failure = 1; failure <= 4; failure += 1)
      expect((await guess(hong.loginId)).__typename).toBe('InvalidCredentials')
  })

  it('UFR-AUTH-010 a device that has signed in before can still get in, and is locked by its own failures only', async () => {
    const device = auth.client()
    await device.signInAs({ userId: hong.loginId, password })
    await lock(hong.loginId)
    expect((await enter(hong.loginId)).__typename).toBe('AccountLocked')
    expect((await enter(hong.loginId, device)).__typename).toBe('SignedIn')
    for (let failure = 1; failure <= 4; failure += 1)
      expect((await guess(hong.loginId, device)).__typename).toBe('InvalidCredentials')
    expect((await guess(hong.loginId, device)).__typename).toBe('AccountLocked')
    expect((await enter(hong.loginId, device)).__typename).toBe('AccountLocked')
  })

  it("UFR-AUTH-010 another customer's device, an invented one and a malformed one open nothing", async () => {
    const device = auth.client()
    await device.signInAs({ userId: kim.loginId, password })
    await lock(hong.loginId)
    expect((await enter(hong.loginId, device)).__typename).toBe('AccountLocked')
    for (const value of ['A'.repeat(43), "'; DROP TABLE customer", 'x'.repeat(3000)]) {
      const invented = auth.client()
      invented.jar.set('__Host-yogeum-device', encodeURIComponent(value))
      expect((await enter(hong.loginId, invented)).__typename).toBe('AccountLocked')
    }
  })

  it('UFR-AUTH-010 replaces a device secret of the caller’s own choosing', async () => {
    const client = auth.client()
    client.jar.set('__Host-yogeum-device', 'B'.repeat(43))
    await client.signInAs({ userId: hong.loginId, password })
    expect(client.jar.get('__Host-yogeum-device')).not.toBe('B'.repeat(43))
  })

  it.each([
    ['an empty id', { userId: ' ', password }, 'userId'],
    ['an id of 65 characters', { userId: 'x'.repeat(65), password }, 'userId'],
    ['an empty password', { userId: hong.loginId, password: '' }, 'password'],
    ['a password of 257 bytes', { userId: hong.loginId, password: '가'.repeat(85) + 'xx' }, 'password'],
  ])('UFR-AUTH-010 refuses %s before anything is stored', async (_, input, argument) => {
    const answer = await auth.client().signIn(input)
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument })
    expect(await auth.db.signInLock.count()).toBe(0)
    expect(await auth.db.signInAttempt.count()).toBe(0)
  })

  it('UFR-AUTH-010 takes ids that are hostile to text for what they are: unknown', async () => {
    for (const userId of ["' OR 1=1 --", '\u0000', '홍길동', '\ud800']) {
      expect((await auth.client().signIn({ userId, password })).data?.['signIn']).toMatchObject({
        __typename: 'InvalidCredentials',
      })
    }
  })

  it('UFR-AUTH-010 records every attempt with its outcome and trace, and nothing personal', async () => {
    await guess(hong.loginId)
    await enter(hong.loginId)
    const attempts = await auth.db.signInAttempt.findMany({ orderBy: { id: 'asc' } })
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['INVALID_CREDENTIALS', 'SIGNED_IN'])
    for (const { traceId } of attempts) expect(traceId).toMatch(/^[0-9a-f]{32}$/)
  })

  it('a bad or missing token is told apart, and never crashes', async () => {
    const client = auth.client()
    const { tokens } = await enter(hong.loginId)
    const token = tokens?.accessToken ?? ''
    expect(refusal(await client.viewer(`${token.slice(0, -4)}AAAA`))).toEqual({
      code: 'UNAUTHENTICATED',
      reason: 'TOKEN_MALFORMED',
    })
    expect(refusal(await client.viewer('garbage'))).toEqual({ code: 'UNAUTHENTICATED', reason: 'TOKEN_MALFORMED' })
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${token.split('.')[1]}.x`
    expect(refusal(await client.viewer(unsigned))).toEqual({ code: 'UNAUTHENTICATED', reason: 'TOKEN_MALFORMED' })
    auth.pass(15 * minute)
    expect(refusal(await client.viewer(token))).toEqual({ code: 'UNAUTHENTICATED', reason: 'TOKEN_EXPIRED' })
  })
})

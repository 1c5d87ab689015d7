import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { createIdentityVerifier, type IdentityVerifier } from '../../../platform/identity/identityVerifier.js'
import { describeWithRedis, startTestRedis, type TestRedis } from '../../../testing/redis.js'
import { createWatchedLog } from '../../../testing/watchedLog.js'
import { hong, kim, password, startTestAuth, type TestAuth } from '../testing/startTestAuth.js'
import { field } from '../testing/testClient.js'

describeWithRedis('UFR-AUTH-010 ends of sessions announced over Redis', () => {
  const watched = createWatchedLog('auth')
  let redis: TestRedis | null
  let auth: TestAuth
  let billing: IdentityVerifier
  const heard: string[] = []
  const listeners = new Set<() => void>()

  beforeAll(async () => {
    redis = await startTestRedis()
    const redisUrl = redis?.url ?? ''
    auth = await startTestAuth({ REDIS_URL: redisUrl }, { log: watched.log })
    const { TOKEN_ISSUER: issuer, TOKEN_AUDIENCE: audience } = auth.config
    const other = createWatchedLog('billing')
    const options = { authUrl: auth.role.url, redisUrl, issuer, audience, clock: auth.clock, log: other.log }
    billing = createIdentityVerifier({ ...options, pollEveryMs: 3_600_000 })
    billing.onSessionEnded((id) => {
      heard.push(id)
      for (const look of listeners) look()
    })
    await billing.start()
    await Promise.all([watched.until('connected to Redis'), other.until('following the channel over Redis')])
  })
  afterAll(async () => {
    await billing.stop()
    await auth.stop()
    await redis?.stop()
  })

  const untilHeard = (sessions: number) =>
    new Promise<void>((resolve) => {
      const look = () => heard.length >= sessions && resolve()
      listeners.add(look)
      look()
    })
  const tokensOf = async (loginId = hong.loginId) => {
    const { tokens } = await auth.client().signInAs({ userId: loginId, password, client: 'API' })
    if (!tokens) throw new Error('no tokens')
    return tokens
  }
  const ended = { code: 'UNAUTHENTICATED', details: { reason: 'SESSION_ENDED' } }

  it('UFR-AUTH-010 a sign-out, one everywhere and a used refresh token end sessions in other roles at once', async () => {
    const [one, two, three] = [await tokensOf(), await tokensOf(), await tokensOf()]
    const kims = await tokensOf(kim.loginId)
    for (const { accessToken } of [one, two, three, kims]) await billing.verify(accessToken)

    await auth.client().signOut({ bearer: one.accessToken })
    await untilHeard(1)
    await expect(billing.verify(one.accessToken)).rejects.toMatchObject(ended)
    await expect(billing.verify(two.accessToken)).resolves.toBeDefined()

    await auth.client().signOut({ bearer: two.accessToken, everywhere: true })
    await untilHeard(3)
    for (const { accessToken } of [two, three]) await expect(billing.verify(accessToken)).rejects.toMatchObject(ended)
    await expect(billing.verify(kims.accessToken)).resolves.toBeDefined()

    await auth.client().refreshWith(kims.refreshToken)
    auth.pass(11_000)
    await auth.client().refreshWith(kims.refreshToken)
    await untilHeard(4)
    await expect(billing.verify(kims.accessToken)).rejects.toMatchObject(ended)
  })

  it('UFR-AUTH-010 a sign-out succeeds all the same while Redis is frozen; the next poll tells the others', async () => {
    const { accessToken } = await tokensOf()
    await billing.verify(accessToken)
    redis?.pause()
    try {
      const answer = await auth.client().signOut({ bearer: accessToken })
      expect(field(answer, 'signOut')).toEqual({ signedOutSessions: 1 })
      await watched.until('a message was not sent over Redis')
      await billing.poll()
      await expect(billing.verify(accessToken)).rejects.toMatchObject(ended)
    } finally {
      redis?.resume()
    }
  })
})

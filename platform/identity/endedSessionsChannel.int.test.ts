import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { Redis } from 'ioredis'
import { freePort } from '../../launcher/freePort.js'
import { createTestIssuer } from '../../testing/issueToken.js'
import { describeWithRedis, startTestRedis, type TestRedis } from '../../testing/redis.js'
import { createWatchedLog, type WatchedLog } from '../../testing/watchedLog.js'
import { createIdentityVerifier, type IdentityVerifier } from './identityVerifier.js'
import { type EndedSessionsSender, openEndedSessionsSender } from './endedSessionsChannel.js'

const never = 3_600_000
const following = 'following the channel over Redis'
const clock = () => new Date('2026-11-22T00:00:00Z')

/** What it takes to stop everything that a test has started, in the order to do it in. */
let toStop: (() => unknown)[] = []
let issuer: Awaited<ReturnType<typeof createTestIssuer>>
const unhandled: unknown[] = []
const noteUnhandled = (reason: unknown) => void unhandled.push(reason)

beforeEach(async () => {
  process.on('unhandledRejection', noteUnhandled)
  issuer = await createTestIssuer()
  toStop = [() => issuer.stop()]
})
afterEach(async () => {
  for (const stop of toStop.reverse()) await stop()
  process.off('unhandledRejection', noteUnhandled)
  expect(unhandled).toEqual([])
})

async function redisOn(port?: number): Promise<TestRedis> {
  const redis = await startTestRedis(port === undefined ? {} : { port })
  if (!redis) throw new Error('no redis-server')
  toStop.push(() => redis.stop())
  return redis
}

/** A verifier that has polled once and will not again: what it learns from then on has come by Redis. */
async function verifierOn(redisUrl: string): Promise<{ verifier: IdentityVerifier; watched: WatchedLog }> {
  const watched = createWatchedLog()
  const options = { authUrl: issuer.url, issuer: 'yogeum-auth', audience: 'yogeum', clock, log: watched.log }
  const verifier = createIdentityVerifier({ ...options, redisUrl, pollEveryMs: never })
  toStop.push(() => verifier.stop())
  await verifier.start()
  return { verifier, watched }
}

function senderOn(url: string): { sender: EndedSessionsSender; watched: WatchedLog } {
  const watched = createWatchedLog()
  const sender = openEndedSessionsSender({ url, log: watched.log })
  toStop.push(() => sender.stop())
  return { sender, watched }
}

const nextEnded = (verifier: IdentityVerifier) => new Promise<string>((resolve) => verifier.onSessionEnded(resolve))
const refusal = { code: 'UNAUTHENTICATED', details: { reason: 'SESSION_ENDED' } }
const tokenOf = (sessionId: string) => issuer.issue({ now: clock(), sessionId })

describeWithRedis('UFR-AUTH-010 ended sessions over Redis', () => {
  it('UFR-AUTH-010 a sign-out reaches every verifier at once, without a poll', async () => {
    const redis = await redisOn()
    const roles = [await verifierOn(redis.url), await verifierOn(redis.url)]
    const { sender, watched } = senderOn(redis.url)
    await Promise.all([watched.until('connected to Redis'), ...roles.map((role) => role.watched.until(following))])
    const [ended, other] = [await tokenOf('session-1'), await tokenOf('session-2')]
    for (const { verifier } of roles) await verifier.verify(ended)

    const heard = roles.map(({ verifier }) => nextEnded(verifier))
    sender.send(['session-1'])
    expect(await Promise.all(heard)).toEqual(['session-1', 'session-1'])
    for (const { verifier } of roles) {
      await expect(verifier.verify(ended)).rejects.toMatchObject(refusal)
      await expect(verifier.verify(other)).resolves.toMatchObject({ sessionId: 'session-2' })
    }
  })

  it('says at start which way it uses, and never shows the password of the address', async () => {
    const { port } = await redisOn()
    const { watched } = await verifierOn(`redis://someone:open-sesame@127.0.0.1:${port}`)
    const { watched: sending } = senderOn(`redis://someone:open-sesame@127.0.0.1:${port}`)
    await Promise.all([watched.until('Redis is out of reach'), sending.until('Redis is out of reach')])
    expect(watched.messages).toContain('ended sessions arrive over Redis; auth is asked each second as well')
    expect(sending.messages).toContain(
      'ended sessions are announced over Redis; the other roles ask each second as well',
    )
    expect([...watched.lines, ...sending.lines].join()).not.toContain('open-sesame')
    expect(watched.lines.join()).toContain(`127.0.0.1:${port}`)
  })

  it('UFR-AUTH-010 works by polling while Redis is dead from the start, and follows it once it is there', async () => {
    const port = await freePort()
    const url = `redis://127.0.0.1:${port}`
    const { verifier, watched } = await verifierOn(url)
    const { sender, watched: sending } = senderOn(url)
    await watched.until('Redis is out of reach')
    const token = await tokenOf('session-1')
    await verifier.verify(token)
    sender.send(['session-1'])
    await sending.until('a message was not sent over Redis')
    issuer.endSession('session-1')
    await verifier.poll()
    await expect(verifier.verify(token)).rejects.toMatchObject(refusal)

    await redisOn(port)
    await Promise.all([watched.until(following), sending.until('connected to Redis again')])
    const heard = nextEnded(verifier)
    sender.send(['session-2'])
    expect(await heard).toBe('session-2')
  })

  it('UFR-AUTH-010 polls on while Redis is gone, and subscribes again when it is back', async () => {
    const redis = await redisOn()
    const { verifier, watched } = await verifierOn(redis.url)
    const { sender, watched: sending } = senderOn(redis.url)
    await Promise.all([watched.until(following), sending.until('connected to Redis')])
    await redis.stop()
    await Promise.all([watched, sending].map((one) => one.until('the connection to Redis was lost')))
    sender.send(['session-1'])
    await sending.until('a message was not sent over Redis')
    issuer.endSession('session-1')
    await verifier.poll()
    await expect(verifier.verify(await tokenOf('session-1'))).rejects.toMatchObject(refusal)

    await redisOn(redis.port)
    await Promise.all([watched.until(following, 2), sending.until('connected to Redis again')])
    const heard = nextEnded(verifier)
    sender.send(['session-2'])
    expect(await heard).toBe('session-2')
  })

  it('a frozen Redis costs a sender one warning, and stopping does not wait for it', async () => {
    const redis = await redisOn()
    const { sender, watched } = senderOn(redis.url)
    await watched.until('connected to Redis')
    redis.pause()
    try {
      sender.send(['session-1'])
      await sender.stop()
      expect(watched.messages).toContain('a message was not sent over Redis')
    } finally {
      redis.resume()
    }
  })

  it('ignores what is no list of sessions', async () => {
    const redis = await redisOn()
    const { verifier, watched } = await verifierOn(redis.url)
    await watched.until(following)
    const stranger = new Redis(redis.url)
    toStop.push(() => stranger.disconnect())
    const heard = nextEnded(verifier)
    const nonsense = ['', 'null', '{"session-0":1}', '[1]', '[""]', JSON.stringify(['x'.repeat(65)])]
    for (const text of nonsense) await stranger.publish('yogeum:ended-sessions', text)
    await stranger.publish('yogeum:ended-sessions', '["session-1"]')
    expect(await heard).toBe('session-1')
    expect(watched.messages.filter((one) => one.includes('not a list of sessions'))).toHaveLength(nonsense.length)
  })
})

it('says at start that without REDIS_URL it asks', async () => {
  const watched = createWatchedLog()
  const options = { authUrl: issuer.url, issuer: 'yogeum-auth', audience: 'yogeum', clock, log: watched.log }
  const verifier = createIdentityVerifier({ ...options, pollEveryMs: never })
  await verifier.start()
  await verifier.stop()
  openEndedSessionsSender({ url: undefined, log: watched.log }).send(['session-1'])
  expect(watched.messages).toEqual([
    'REDIS_URL is not set: auth is asked each second which sessions have ended',
    'REDIS_URL is not set: the other roles learn of ended sessions by asking each second',
  ])
})

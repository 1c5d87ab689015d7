import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { Redis } from 'ioredis'
import { createLogger } from '../../platform/logging/logger.js'
import { describeWithRedis, startTestRedis, type TestRedis } from '../../testing/redis.js'
import { createWatchedLog } from '../../testing/watchedLog.js'
import { startTestGateway, type TestGateway } from '../testing/testGateway.js'
import { until } from '../testing/until.js'
import { createRateLimits } from './createRateLimits.js'

const most = 40
const refused = () => undefined
const limits = {
  RATE_LIMIT_CUSTOMER: `${most}/600s`,
  RATE_LIMIT_CLIENT: '0',
  RATE_LIMIT_ADDRESS: '0',
  RATE_LIMIT_SIGN_IN: '0',
}

describeWithRedis('rate limits of several copies', () => {
  let redis: TestRedis
  let toStop: (() => unknown)[]
  const unhandled: unknown[] = []
  const noteUnhandled = (reason: unknown) => void unhandled.push(reason)

  beforeEach(async () => {
    process.on('unhandledRejection', noteUnhandled)
    const started = await startTestRedis()
    if (!started) throw new Error('no redis-server')
    redis = started
    toStop = [() => redis.stop()]
  })
  afterEach(async () => {
    for (const stop of toStop.reverse()) await stop()
    process.off('unhandledRejection', noteUnhandled)
    expect(unhandled).toEqual([])
  })

  /** A copy, and how to ask it as often as it takes: how many it admits until it refuses. */
  async function copy(): Promise<{ test: TestGateway; ask: (count: number) => Promise<number> }> {
    const test = await startTestGateway({ ...limits, REDIS_URL: redis.url })
    toStop.push(() => test.stop())
    await until(() => test.logged.some(({ msg }) => msg === 'connected to Redis'))
    const token = await test.issuer.issue({ customerId: 'customer-1' })
    return {
      test,
      async ask(count) {
        let admitted = 0
        for (let n = 0; n < count; n += 1)
          if ((await test.post('{ products }', { authorization: `Bearer ${token}` })).status === 200) admitted += 1
        return admitted
      },
    }
  }

  async function untilSum(sum: number): Promise<void> {
    const client = new Redis(redis.url)
    for (let found = 0; found < sum;) {
      const [key] = await client.keys('yogeum:rate:customer:*')
      found = key === undefined ? 0 : Number(await client.get(key))
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    client.disconnect()
  }

  it('cannot be had once for each copy: what was used at one is gone at the other', async () => {
    const [one, other] = [await copy(), await copy()]
    expect(await one.ask(most + 1)).toBe(most)
    await untilSum(most)
    const eighth = most / 8
    expect(await other.ask(eighth)).toBe(eighth)
    await untilSum(most + eighth)
    let admitted = eighth
    for (let before = -1; before !== admitted; admitted += await other.ask(1)) before = admitted
    expect(admitted).toBeLessThan(most)
  })

  it('names neither customer nor address in Redis, and leaves nothing behind for ever', async () => {
    const { ask } = await copy()
    await ask(most)
    await untilSum(most)
    const client = new Redis(redis.url)
    const keys = await client.keys('*')
    expect(keys).toEqual([expect.stringMatching(/^yogeum:rate:customer:[\w-]{22}$/)])
    expect(await client.ttl(keys[0] ?? '')).toBeGreaterThan(0)
    client.disconnect()
  })

  it('count on in memory, with every answer given, while Redis is frozen', async () => {
    const { ask } = await copy()
    redis.pause()
    expect(await ask(most + 5)).toBe(most)
    redis.resume()
  })

  it('count on in memory while Redis is gone, and neither forget nor fail when it is back empty', async () => {
    const { test, ask } = await copy()
    expect(await ask(most / 2)).toBe(most / 2)
    await untilSum(most / 2)
    await redis.stop()
    await until(() => test.logged.some(({ msg }) => msg === 'the connection to Redis was lost'))
    expect(await ask(most / 4)).toBe(most / 4)
    await redis.start()
    await until(() => test.logged.some(({ msg }) => msg === 'connected to Redis again'))
    expect(await ask(most)).toBe(most / 4)
  })

  it('say once that they are not shared, when Redis takes no counts', async () => {
    const { test, ask } = await copy()
    const client = new Redis(redis.url)
    await client.config('SET', 'maxmemory', '1')
    expect(await ask(most + 1)).toBe(most)
    const said = () => test.logged.filter(({ msg }) => String(msg).startsWith('rate limits are not shared'))
    await until(() => said().length > 0)
    expect(said()).toEqual([expect.objectContaining({ reason: expect.stringContaining('OOM') as unknown })])
    client.disconnect()
  })

  it('never ask Redis before they answer', () => {
    const stopped = createRateLimits(
      {
        ...{ RATE_LIMIT_CUSTOMER: null, RATE_LIMIT_CLIENT: null, RATE_LIMIT_SIGN_IN: null },
        RATE_LIMIT_ADDRESS: { most: 1, seconds: 10 },
        REDIS_URL: redis.url,
      },
      { clock: () => new Date(), log: createLogger({ role: 'gateway', level: 'silent' }), refused },
    )
    toStop.push(() => stopped.stop())
    expect(stopped.request({ kind: 'anonymous' }, '1.1.1.1')).toBe(0)
    expect(stopped.request({ kind: 'anonymous' }, '1.1.1.1')).toBeGreaterThan(0)
  })

  it('write no password of the address into the log', async () => {
    const watched = createWatchedLog()
    const stopped = createRateLimits(
      {
        ...{ RATE_LIMIT_CUSTOMER: null, RATE_LIMIT_CLIENT: null, RATE_LIMIT_SIGN_IN: null },
        RATE_LIMIT_ADDRESS: { most: 1, seconds: 10 },
        REDIS_URL: `redis://someone:open-sesame@127.0.0.1:${redis.port}`,
      },
      { clock: () => new Date(), log: watched.log, refused },
    )
    toStop.push(() => stopped.stop())
    await watched.until('Redis is out of reach')
    expect(watched.lines.join()).not.toContain('open-sesame')
  })
})

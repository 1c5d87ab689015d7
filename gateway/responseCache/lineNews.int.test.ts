import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { Redis } from 'ioredis'
import { productChangeChannel } from '../../platform/lineChanges/changedLines.js'
import { describeWithRedis, startTestRedis, type TestRedis } from '../../testing/redis.js'
import { until } from '../testing/until.js'
import { type CachedGateway, startCachedGateway } from './testing/cachedGateway.js'

const query = { query: '{ promised }' }

describeWithRedis('the response cache hears over Redis that a change has gone on', () => {
  let redis: TestRedis
  let test: CachedGateway
  let announcer: Redis

  beforeEach(async () => {
    const started = await startTestRedis()
    if (!started) throw new Error('no redis-server')
    redis = started
    test = await startCachedGateway({}, redis.url)
    announcer = new Redis(redis.url)
    await test.watched.until('following the channel over Redis')
  })
  afterEach(async () => {
    announcer.disconnect()
    await test.stop()
    await redis.stop()
  })

  it('lets go at once, without waiting for its turn to ask', async () => {
    const token = await test.tokenOf()
    const before = await test.send(query, token)
    expect((await test.send(query, token)).text).toBe(before.text)
    const asked = test.stand.asked.length
    test.stand.change('line-1')
    await announcer.publish(productChangeChannel, 'some-change:3')
    await until(() => test.stand.asked.length > asked && test.news.upToDate())
    expect((await test.send(query, token)).text).not.toBe(before.text)
  })

  it('gives nothing from the moment it has heard until product has said which lines', async () => {
    const token = await test.tokenOf()
    const before = await test.send(query, token)
    test.stand.state = 'down'
    const asked = test.stand.asked.length
    await announcer.publish(productChangeChannel, 'some-change:3')
    await until(() => test.stand.asked.length > asked)
    expect((await test.send(query, token)).text).not.toBe(before.text)
    test.stand.state = 'well'
    await test.news.poll()
    expect(test.news.upToDate()).toBe(true)
  })

  it('believes nothing that is said there: nonsense makes it ask, and lets nothing go', async () => {
    const token = await test.tokenOf()
    const before = await test.send(query, token)
    for (const nonsense of ['', '{', 'line-1', 'x'.repeat(10_000)]) {
      const asked = test.stand.asked.length
      await announcer.publish(productChangeChannel, nonsense)
      await until(() => test.stand.asked.length > asked && test.news.upToDate())
    }
    expect((await test.send(query, token)).text).toBe(before.text)
  })

  it('asks on while Redis is gone', async () => {
    const token = await test.tokenOf()
    const before = await test.send(query, token)
    await redis.stop()
    test.stand.change('line-1')
    await test.news.poll()
    expect((await test.send(query, token)).text).not.toBe(before.text)
  })
})

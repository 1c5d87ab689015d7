import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { Redis } from 'ioredis'
import { eventually } from '../../../testing/eventually.js'
import { describeWithRedis, startTestRedis, type TestRedis } from '../../../testing/redis.js'
import { type KosClient } from '../createKosOrder.js'
import { answerPolicy } from '../policy.js'
import { type ClientBench, line, startClientBench, trace } from '../testing/clientBench.js'

describeWithRedis('two copies with one Redis', () => {
  let bench: ClientBench
  let redis: TestRedis
  beforeEach(async () => {
    bench = await startClientBench()
    redis = (await startTestRedis()) as TestRedis
    bench.answerBills()
  })
  afterEach(async () => {
    redis.resume()
    await bench.end()
    await redis.stop()
  })

  const bill = (client: KosClient) => client.forRequest(trace, 'customer-1').bill(line, null)
  const later = (ms: number) => (bench.time.now = new Date(bench.time.now.getTime() + ms))
  /** Both have connected and listen to each other. */
  const copies = async (): Promise<[KosClient, KosClient]> => {
    const made: [KosClient, KosClient] = [bench.openCopy(redis.url), bench.openCopy(redis.url)]
    await eventually('both listen', () => logged('following the channel over Redis') >= 2)
    await eventually('both have their cache', () => logged('connected to Redis') >= 6)
    return made
  }
  const logged = (message: string) => bench.logLines.filter((text) => text.includes(`"msg":"${message}"`)).length
  const inRedis = async (): Promise<string[]> => {
    const look = new Redis(redis.url)
    try {
      const keys = await look.keys('*')
      return (await Promise.all(keys.map(async (key) => [key, (await look.get(key)) ?? '']))).flat()
    } finally {
      look.disconnect()
    }
  }

  it('UFR-BILL-020 what one has fetched the other one has too', async () => {
    const [a, b] = await copies()
    const first = await bill(a)
    await eventually('it lies in Redis', async () => (await inRedis()).length > 0)
    const second = await bill(b)
    expect(second.answer).toEqual(first.answer)
    expect(second.freshness).toEqual({ ...first.freshness, source: 'CACHE' })
    expect(bench.kos.received).toHaveLength(1)
  })

  it('UFR-BILL-020 500 askers of one cold bill at both are at most two calls', async () => {
    const [a, b] = await copies()
    await Promise.all(Array.from({ length: 500 }, (_, index) => bill(index % 2 ? a : b)))
    expect(bench.kos.received.length).toBeLessThanOrEqual(2)
  })

  it('UFR-BILL-020 what one has fetched anew replaces what the other one remembers', async () => {
    const [a, b] = await copies()
    await bill(a)
    await eventually('the other one has it', async () => (await bill(b)).freshness.source === 'CACHE')
    later(60_000)
    await a.forDecision(trace, 'customer-1').bill(line, null)
    await eventually('the other one has the newer', async () => {
      const { freshness } = await bill(b)
      return freshness.asOf.getTime() === bench.time.now.getTime()
    })
    expect(bench.kos.received).toHaveLength(2)
  })

  it('lets nobody read in Redis whose bill it is or what is in it', async () => {
    const [a] = await copies()
    await bill(a)
    const lying = await eventually('it lies in Redis', async () => {
      const found = await inRedis()
      return found.length > 0 && found.join('\n')
    })
    for (const personal of [line, line.slice(3), '홍길동', 'CUST-0001', 'totalFee', '22000', 'customer-1'])
      expect(lying).not.toContain(personal)
  })

  it('Redis frozen: who asks waits a moment at most, and what is in memory is still there', async () => {
    const [a, b] = await copies()
    await bill(a)
    redis.pause()
    const began = performance.now()
    expect((await bill(a)).freshness.source).toBe('CACHE')
    expect((await bill(b)).freshness.source).toBe('KOS')
    expect(performance.now() - began).toBeLessThan(1_000)
    bench.version.now = 1
    const again = performance.now()
    expect((await bill(b)).freshness.source).toBe('KOS')
    expect(performance.now() - again).toBeLessThan(500)
  })

  it('UFR-BILL-020 who was still looking into Redis when the call landed does not call again', async () => {
    const client = bench.openCopy(redis.url)
    await eventually('it has its cache', () => logged('connected to Redis') >= 3)
    const { held, waitFor } = bench.holdAnswers()
    const first = bill(client)
    await waitFor(1)
    redis.pause()
    const looking = bill(client)
    held[0]?.()
    await first
    expect((await looking).answer).toEqual((await first).answer)
    expect(bench.kos.received).toHaveLength(1)
  })

  it('UFR-PROD-040 Redis killed between a change of plan and all messages about it: nobody shows the old plan after it', async () => {
    const [a, b] = await copies()
    await bill(a)
    await bill(b)
    await redis.stop()
    bench.version.now = 1
    expect((await bill(a)).freshness.source).toBe('KOS')
    const back = (await startTestRedis({ port: redis.port })) as TestRedis
    await eventually('Redis is in use again', () => logged('connected to Redis again') >= 2)
    expect((await bill(b)).freshness.source).toBe('KOS')
    await back.stop()
  })

  it('Redis away at the start: it is as if there were none, and it is used once it comes', async () => {
    await redis.stop()
    const client = bench.openCopy(redis.url)
    await bill(client)
    expect((await bill(client)).freshness.source).toBe('CACHE')
    redis = (await startTestRedis({ port: redis.port })) as TestRedis
    await eventually('what is fetched lies in Redis', async () => {
      later(answerPolicy.currentBill.ttlMs)
      await bill(client)
      return (await inRedis()).length > 0
    })
  })

  it('what cannot be read in Redis is fetched anew', async () => {
    const [a, b] = await copies()
    await bill(a)
    await eventually('it lies in Redis', async () => (await inRedis()).length > 0)
    const look = new Redis(redis.url)
    for (const key of await look.keys('*')) await look.set(key, 'damaged')
    look.disconnect()
    expect((await bill(b)).freshness.source).toBe('KOS')
  })
})

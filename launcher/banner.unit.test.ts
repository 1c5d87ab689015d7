import { describe, expect, it } from '@jest/globals'
import { banner } from './banner.js'

const ports = {
  ...{ gateway: 4000, auth: 4001, billing: 4002, product: 4003, saga: 4004, metrics: 4005 },
  ...{ simulator: 4100, postgres: 4032 },
}
const lineWith = (word: string, redisUrl?: string) =>
  banner({ ports, dataDir: '.data', host: '0.0.0.0', redisUrl, seconds: 1 })
    .split('\n')
    .find((line) => line.includes(word))
    ?.trim()
const redisLine = (redisUrl: string | undefined) => lineWith('Redis', redisUrl)

describe('the banner of npm start', () => {
  it('says where the metrics are, on loopback wherever the gateway listens', () => {
    expect(lineWith('metrics')).toMatch(/^metrics +127\.0\.0\.1:4005 /)
  })

  it('says that there is no Redis, and what that means', () => {
    expect(redisLine(undefined)).toMatch(/^Redis +none +events travel by PostgreSQL$/)
  })

  it('names the Redis that is used by host and port, without its credentials', () => {
    expect(redisLine('redis://someone:open-sesame@redis.example:6380/2')).toMatch(/^Redis +redis\.example:6380 /)
    expect(redisLine('rediss://:open-sesame@redis.example')).toMatch(/^Redis +redis\.example:6379 /)
    expect(redisLine('redis://someone:open-sesame@redis.example')).not.toMatch(/someone|open-sesame/)
  })
})

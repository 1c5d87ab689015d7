import { describe, expect, it } from '@jest/globals'
import { banner } from './banner.js'

const ports = { gateway: 4000, auth: 4001, billing: 4002, product: 4003, saga: 4004, simulator: 4100, postgres: 4032 }
const redisLine = (redisUrl: string | undefined) =>
  banner({ ports, dataDir: '.data', host: '127.0.0.1', redisUrl, seconds: 1 })
    .split('\n')
    .find((line) => line.includes('Redis'))
    ?.trim()

describe('the banner of npm start', () => {
  it('says that there is no Redis, and what that means', () => {
    expect(redisLine(undefined)).toMatch(/^Redis +none +events travel by PostgreSQL$/)
  })

  it('names the Redis that is used by host and port, without its credentials', () => {
    expect(redisLine('redis://someone:open-sesame@redis.example:6380/2')).toMatch(/^Redis +redis\.example:6380 /)
    expect(redisLine('rediss://:open-sesame@redis.example')).toMatch(/^Redis +redis\.example:6379 /)
    expect(redisLine('redis://someone:open-sesame@redis.example')).not.toMatch(/someone|open-sesame/)
  })
})

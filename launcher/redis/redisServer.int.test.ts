import { afterEach, describe, expect, it } from '@jest/globals'
import { startRedisServer } from './redisServer.js'

const path = process.env['PATH']
afterEach(() => {
  process.env['PATH'] = path
})

describe('a Redis that is started along', () => {
  it('is one clear sentence where none is installed', async () => {
    process.env['PATH'] = '/nowhere'
    await expect(startRedisServer({ port: 0 })).rejects.toThrow(
      'No redis-server is on the PATH: install it (Debian: apt-get install redis-server), or leave --redis out.',
    )
  })
})

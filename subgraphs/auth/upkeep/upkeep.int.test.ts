import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { hong, password, startTestAuth, type TestAuth } from '../testing/startTestAuth.js'
import { purgeExpired, retention } from './upkeepStore.js'

const day = 24 * 60 * 60 * 1000

describe('upkeep', () => {
  let auth: TestAuth
  beforeAll(async () => {
    auth = await startTestAuth()
  })
  afterAll(() => auth.stop())

  it('UFR-AUTH-010 keeps what is of use and deletes the rest, so that no flood of sign-ins stays', async () => {
    const client = auth.client()
    await client.signInAs({ userId: hong.loginId, password })
    await client.signInAs({ userId: 'nobody', password: 'wrong' })
    expect(await purgeExpired(auth.db, auth.clock())).toEqual({ attempts: 0, failures: 0, sessions: 0, devices: 0 })
    auth.pass(retention.failures + 1)
    expect(await purgeExpired(auth.db, auth.clock())).toEqual({ attempts: 0, failures: 2, sessions: 0, devices: 0 })
    auth.pass(7 * day)
    expect(await purgeExpired(auth.db, auth.clock())).toEqual({ attempts: 0, failures: 0, sessions: 1, devices: 0 })
    expect(await auth.db.refreshToken.count()).toBe(0)
    auth.pass(retention.devices)
    expect(await purgeExpired(auth.db, auth.clock())).toEqual({ attempts: 2, failures: 0, sessions: 0, devices: 1 })
  })
})

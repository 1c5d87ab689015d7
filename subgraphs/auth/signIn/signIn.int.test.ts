import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { hong, password, startTestAuth, type TestAuth } from '../testing/startTestAuth.js'
import { field } from '../testing/testClient.js'

describe('UFR-AUTH-010 sign in', () => {
  let auth: TestAuth
  beforeAll(async () => {
    auth = await startTestAuth()
  })
  afterAll(() => auth.stop())

  it('UFR-AUTH-010 signs a program in and lets its token see the viewer', async () => {
    const client = auth.client()
    const answer = await client.signInAs({ userId: hong.loginId, password, client: 'API' })
    expect(answer).toMatchObject({
      __typename: 'SignedIn',
      expiresAt: '2026-11-22T03:15:00.000Z',
      customer: { maskedName: '홍*동', permissions: ['BILL_INQUIRY', 'PRODUCT_CHANGE'], lines: [{ maskedNumber: '010-1234-****' }, { maskedNumber: '010-9876-****' }] },
    })
    expect(client.setCookies).toEqual([])
    expect(field(await client.viewer(answer.tokens?.accessToken), 'viewer')).toEqual(answer.customer)
    expect(field(await client.viewer(), 'viewer')).toBeNull()
  })
})

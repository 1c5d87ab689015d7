import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { hong, password, startTestAuth, type TestAuth } from '../testing/startTestAuth.js'
import { accessCookie } from './sessionCookies.js'

describe('UFR-AUTH-010 the token that the gateway is told of', () => {
  let auth: TestAuth
  beforeAll(async () => {
    auth = await startTestAuth()
  })
  afterAll(() => auth.stop())

  it('UFR-AUTH-010 is the access token of a sign-in and of a refresh, for a program', async () => {
    const client = auth.client()
    const first = await client.signInAs({ userId: hong.loginId, password, client: 'API' })
    const second = await client.refreshWith(first.tokens?.refreshToken)
    expect(client.issuedTokens).toEqual([first.tokens?.accessToken, second.tokens?.accessToken])
  })

  it('UFR-AUTH-010 is the one in the cookie, for a browser', async () => {
    const client = auth.client()
    await client.signInAs({ userId: hong.loginId, password })
    expect(client.issuedTokens).toEqual([client.jar.get(accessCookie)])
  })

  it('UFR-AUTH-010 is absent from every other answer', async () => {
    const client = auth.client()
    await client.signIn({ userId: hong.loginId, password: 'wrong' })
    await client.refresh()
    await client.viewer()
    await client.signOut()
    expect(client.issuedTokens).toEqual([null, null, null, null])
  })
})

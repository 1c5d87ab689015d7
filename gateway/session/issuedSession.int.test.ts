import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { issuedTokenHeader } from '../../platform/http/issuedTokenHeader.js'
import { startTestGateway, type TestGateway } from '../testing/testGateway.js'

describe('a session that begins within an operation', () => {
  let test: TestGateway
  let issued: string
  let other: string

  beforeAll(async () => {
    test = await startTestGateway()
    issued = await test.issuer.issue({ sessionId: 'session-new' })
    other = await test.issuer.issue({ customerId: '99999999-2222-4333-8444-555555555555', sessionId: 'session-old' })
  })
  afterAll(() => test.stop())
  afterEach(() => {
    for (const subgraph of [test.auth, test.billing]) subgraph.requests.length = 0
    test.auth.issuedToken = null
    test.billing.issuedToken = null
    test.logged.length = 0
  })

  const begin = 'mutation { refreshSession { id lines { total } } }'
  const tokensTo = (name: 'auth' | 'billing') => test[name].requests.map(({ headers }) => headers.authorization)

  it.each([
    ['with no credentials', () => ({})],
    ['with another session in hand', () => ({ authorization: `Bearer ${other}` })],
    ['with an unreadable token in hand', () => ({ cookie: '__Host-yogeum-access=%00' })],
  ])('UFR-AUTH-010 is that of the later fetches of the same operation, %s', async (_what, headers) => {
    test.auth.issuedToken = issued
    const answer = await test.post(begin, headers())
    expect(answer).toMatchObject({ status: 200, errors: [] })
    expect(tokensTo('auth')).not.toContain(`Bearer ${issued}`)
    expect(tokensTo('billing')).toEqual([`Bearer ${issued}`])
  })

  it('UFR-AUTH-010 is told to the gateway alone, and to no later request', async () => {
    test.auth.issuedToken = issued
    const answer = await test.post(begin)
    expect(answer.headers.has(issuedTokenHeader)).toBe(false)
    expect(answer.text).not.toContain(issued)
    await test.post('{ viewer { lines { total } } }')
    expect(tokensTo('billing')).toEqual([`Bearer ${issued}`, undefined])
  })

  it('UFR-AUTH-010 is never taken from another subgraph, nor from the client', async () => {
    test.billing.issuedToken = issued
    await test.post(begin, { [issuedTokenHeader]: issued })
    await test.post('{ viewer { lines { total } } }', { [issuedTokenHeader]: issued })
    expect(tokensTo('billing')).toEqual([undefined, undefined])
  })

  it('UFR-AUTH-010 a token that does not verify gives nobody a session', async () => {
    test.auth.issuedToken = 'a.b.c'
    await test.post(begin)
    expect(tokensTo('billing')).toEqual([undefined])
  })

  it('NFR-privacy names the new session’s customer in the log line by hash', async () => {
    test.auth.issuedToken = issued
    await test.post(begin)
    expect(test.logged.find(({ msg }) => msg === 'request')).toMatchObject({
      customer: expect.stringMatching(/^[0-9a-f]{16}$/),
    })
    expect(JSON.stringify(test.logged)).not.toContain(issued)
  })
})

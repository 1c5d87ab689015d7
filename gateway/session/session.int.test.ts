import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { startTestGateway, type TestGateway } from '../testing/testGateway.js'

const customerId = '11111111-2222-4333-8444-555555555555'

describe('the session of a request', () => {
  let test: TestGateway
  let token: string

  beforeAll(async () => {
    test = await startTestGateway()
    token = await test.issuer.issue({ customerId, sessionId: 'session-1' })
  })
  afterAll(() => test.stop())
  afterEach(() => {
    for (const subgraph of [test.auth, test.billing, test.product]) {
      subgraph.requests.length = 0
      subgraph.setCookies = []
    }
    test.logged.length = 0
  })

  const headersTo = (name: 'auth' | 'billing' | 'product') => test[name].requests.map(({ headers }) => headers)
  const everything = '{ viewer { lines { total } } products }'

  it('UFR-AUTH-010 carries a bearer token on to every subgraph', async () => {
    expect((await test.post(everything, { authorization: `Bearer ${token}` })).errors).toEqual([])
    for (const name of ['auth', 'billing', 'product'] as const) {
      expect(headersTo(name).map(({ authorization }) => authorization)).toEqual([`Bearer ${token}`])
    }
  })

  it('UFR-AUTH-010 turns the cookie into a bearer; cookies and the address of the client go to auth alone', async () => {
    const cookie = `theme=dark; __Host-yogeum-access=${token}; __Host-yogeum-device=d1`
    expect(
      (await test.post(everything, { cookie, 'x-client-address': '6.6.6.6', 'x-forwarded-for': '6.6.6.6' })).errors,
    ).toEqual([])
    const [toAuth] = headersTo('auth')
    expect(toAuth).toMatchObject({
      authorization: `Bearer ${token}`,
      cookie: `__Host-yogeum-access=${token}; __Host-yogeum-device=d1`,
      'x-client-address': '127.0.0.1',
    })
    for (const headers of [...headersTo('billing'), ...headersTo('product')]) {
      expect(headers.authorization).toBe(`Bearer ${token}`)
      expect(headers).not.toHaveProperty('cookie')
      expect(headers).not.toHaveProperty('x-client-address')
      expect(headers).not.toHaveProperty('x-forwarded-for')
    }
  })

  it('UFR-AUTH-010 prefers the bearer token to the cookie', async () => {
    const other = await test.issuer.issue({ sessionId: 'session-2' })
    await test.post('{ products }', { authorization: `Bearer ${other}`, cookie: `__Host-yogeum-access=${token}` })
    expect(headersTo('product')[0]?.authorization).toBe(`Bearer ${other}`)
  })

  it('UFR-AUTH-010 hands on cookies that auth sets, and those of no other subgraph', async () => {
    test.auth.setCookies = [
      '__Host-yogeum-access=a; Path=/; HttpOnly; Secure; SameSite=Strict',
      '__Host-yogeum-refresh=r; Path=/',
    ]
    test.billing.setCookies = ['evil=1']
    test.product.setCookies = ['evil=2']
    const answer = await test.post(everything)
    expect(answer.headers.getSetCookie()).toEqual(test.auth.setCookies)
  })

  it('UFR-AUTH-010 sends no token where none came', async () => {
    expect((await test.post(everything)).errors).toEqual([])
    for (const headers of [...headersTo('auth'), ...headersTo('billing')])
      expect(headers).not.toHaveProperty('authorization')
  })

  const expired = () => test.issuer.issue({ now: new Date(Date.now() - 3_600_000) })
  const bad: [string, string, () => Promise<Record<string, string>>][] = [
    ['a bearer that is no token', 'TOKEN_MALFORMED', () => Promise.resolve({ authorization: 'Bearer nonsense' })],
    ['another scheme', 'TOKEN_MALFORMED', () => Promise.resolve({ authorization: 'Basic ZGVtbzAxOng=' })],
    [
      'a token with a broken signature',
      'TOKEN_MALFORMED',
      () => Promise.resolve({ authorization: `Bearer ${token.slice(0, -8)}AAAAAAAA` }),
    ],
    [
      'an unsigned token',
      'TOKEN_MALFORMED',
      () => Promise.resolve({ authorization: `Bearer eyJhbGciOiJub25lIn0.${token.split('.')[1] ?? ''}.x` }),
    ],
    ['an expired token', 'TOKEN_EXPIRED', async () => ({ authorization: `Bearer ${await expired()}` })],
    ['an expired cookie', 'TOKEN_EXPIRED', async () => ({ cookie: `__Host-yogeum-access=${await expired()}` })],
    ['a malformed cookie', 'TOKEN_MALFORMED', () => Promise.resolve({ cookie: '__Host-yogeum-access=%00%ff' })],
    [
      'two cookies',
      'TOKEN_MALFORMED',
      () => Promise.resolve({ cookie: `__Host-yogeum-access=${token}; __Host-yogeum-access=a.b.c` }),
    ],
  ]

  it.each(bad)('UFR-AUTH-010 refuses %s with 401 %s, and asks no subgraph', async (_what, reason, headers) => {
    const answer = await test.post('query Mine { viewer { id } }', await headers())
    expect(answer.status).toBe(401)
    expect(answer.errors).toEqual([{ message: expect.any(String), extensions: { code: 'UNAUTHENTICATED', reason } }])
    expect(answer.data).toBeUndefined()
    expect([...headersTo('auth'), ...headersTo('product')]).toEqual([])
    expect(test.logged.find(({ msg }) => msg === 'request')).toMatchObject({
      outcome: 'refused',
      codes: ['UNAUTHENTICATED'],
      operation: 'Mine',
    })
  })

  it.each(bad)('UFR-AUTH-010 lets one sign in, renew or sign out with %s in hand', async (_what, _reason, headers) => {
    const sent = await headers()
    for (const field of ['signIn(userId: "demo01")', 'refreshSession { id }', 'signOut']) {
      expect(await test.post(`mutation { ${field} }`, sent)).toMatchObject({ status: 200, errors: [] })
    }
    expect((await test.post('mutation { signOut rename(name: "x") }', sent)).status).toBe(401)
  })

  it('UFR-AUTH-010 an ended session is refused as soon as the list of ended sessions was asked for', async () => {
    const ending = await test.issuer.issue({ sessionId: 'session-3' })
    expect((await test.post('{ products }', { authorization: `Bearer ${ending}` })).status).toBe(200)
    test.issuer.endSession('session-3')
    await test.verifier.poll()
    const answer = await test.post('{ products }', { authorization: `Bearer ${ending}` })
    expect([answer.status, answer.errors[0]?.extensions]).toEqual([
      401,
      { code: 'UNAUTHENTICATED', reason: 'SESSION_ENDED' },
    ])
  })

  it('UFR-AUTH-010 refuses cookies that another site sends, and asks no subgraph', async () => {
    const cookie = `__Host-yogeum-access=${token}`
    for (const origin of ['https://evil.example', 'null']) {
      const answer = await test.post('mutation { signOut }', { cookie, origin })
      expect([answer.status, answer.errors[0]?.extensions]).toEqual([403, { code: 'FORBIDDEN' }])
    }
    expect(headersTo('auth')).toEqual([])
    expect((await test.post('mutation { signOut }', { cookie, origin: test.gateway.url })).status).toBe(200)
  })

  it('NFR-privacy logs neither token, cookie, customer, nor variable', async () => {
    await test.post(
      'query Month($month: YearMonth) { viewer { lines { total(month: $month) } } }',
      { authorization: `Bearer ${token}` },
      { month: 'secret-month' },
    )
    const line = test.logged.find(({ msg }) => msg === 'request')
    expect(line).toMatchObject({ operation: 'Month', customer: expect.stringMatching(/^[0-9a-f]{16}$/), outcome: 'ok' })
    const text = JSON.stringify(test.logged)
    for (const secret of [token, customerId, 'secret-month', '127.0.0.1']) expect(text).not.toContain(secret)
  })
})

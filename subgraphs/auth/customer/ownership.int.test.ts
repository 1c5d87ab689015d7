import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createLineIds } from '../../../platform/privacy/lineIds.js'
import { testKeys } from '../../../testing/keys.js'
import { hong, kim, password, startTestAuth, type TestAuth } from '../testing/startTestAuth.js'
import { field, refusal } from '../testing/testClient.js'

const entities = `query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename ... on Line { id maskedNumber } ... on Customer { id maskedName lines { id } } } }`

describe('UFR-AUTH-020 a customer reaches only what is theirs', () => {
  let auth: TestAuth
  let token: string
  let customer: { id: string; lines: { id: string }[] }
  const lineIds = createLineIds(testKeys.LINE_ID_KEYS)
  const foreign = lineIds.seal(kim.lineNumbers[0] ?? '')
  const unknown = lineIds.seal('01000000000')
  const forged = `${foreign.slice(0, -2)}zz`

  beforeAll(async () => {
    auth = await startTestAuth()
    const answer = await auth.client().signInAs({ userId: hong.loginId, password, client: 'API' })
    token = answer.tokens?.accessToken ?? ''
    customer = answer.customer ?? { id: '', lines: [] }
  })
  afterAll(() => auth.stop())

  const line = (id: string, bearer: string | undefined = token) =>
    auth.client().post('query ($id: ID!) { line(id: $id) { id maskedNumber } }', { id }, bearer)
  const entity = (representation: object, bearer?: string) =>
    auth.client().post(entities, { representations: [representation] }, bearer)

  it('UFR-AUTH-020 gives the own line and the own customer, also as entities', async () => {
    const id = customer.lines[0]?.id ?? ''
    expect(field(await line(id), 'line')).toEqual({ id, maskedNumber: '010-1234-****' })
    expect(field(await entity({ __typename: 'Line', id }, token), '_entities')).toEqual([
      { __typename: 'Line', id, maskedNumber: '010-1234-****' },
    ])
    expect(field(await entity({ __typename: 'Customer', id: customer.id }, token), '_entities')).toMatchObject([
      { id: customer.id, maskedName: '홍*동', lines: customer.lines.map(({ id }) => ({ id })) },
    ])
  })

  it("UFR-AUTH-020 another's line looks exactly like one that does not exist", async () => {
    const answers = await Promise.all([line(foreign), line(unknown), line(forged)])
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(refusal(answers[0] ?? {})).toEqual({ code: 'NOT_FOUND', reason: undefined })
  })

  it("UFR-AUTH-020 another's line and customer are not found as entities either", async () => {
    const other = await auth.client().signInAs({ userId: kim.loginId, password, client: 'API' })
    for (const representation of [
      { __typename: 'Line', id: foreign },
      { __typename: 'Line', id: unknown },
      { __typename: 'Customer', id: other.customer?.id },
      { __typename: 'Customer', id: '00000000-0000-4000-8000-000000000000' },
      { __typename: 'Customer', id: 'garbage' },
    ]) {
      expect(refusal(await entity(representation, token)).code).toBe('NOT_FOUND')
    }
  })

  it("UFR-AUTH-020 another's line or customer among entities spoils its own place only", async () => {
    const id = customer.lines[0]?.id ?? ''
    const representations = [
      { __typename: 'Line', id },
      { __typename: 'Line', id: foreign },
      { __typename: 'Customer', id: '00000000-0000-4000-8000-000000000000' },
    ]
    const answer = await auth.client().post(entities, { representations }, token)
    expect(answer.data?.['_entities']).toEqual([{ __typename: 'Line', id, maskedNumber: '010-1234-****' }, null, null])
    expect(answer.errors?.map(({ path }) => path)).toEqual([
      ['_entities', 1],
      ['_entities', 2],
    ])
  })

  it('UFR-AUTH-020 without a token everything is refused; a malformed id is named as such', async () => {
    expect(refusal(await auth.client().post('{ line(id: "x") { id } }')).code).toBe('UNAUTHENTICATED')
    expect(refusal(await entity({ __typename: 'Line', id: foreign })).code).toBe('UNAUTHENTICATED')
    expect(refusal(await entity({ __typename: 'Customer', id: customer.id })).code).toBe('UNAUTHENTICATED')
    for (const id of ['', '01012345678', 'x'.repeat(2000)]) expect(refusal(await line(id)).code).toBe('BAD_USER_INPUT')
  })
})

describe('personal data', () => {
  it('is encrypted in every table, and stands in no log line, as no password and token does', async () => {
    const auth = await startTestAuth()
    try {
      const client = auth.client()
      const { tokens } = await client.signInAs({ userId: hong.loginId, password, client: 'API' })
      await auth.client().signInAs({ userId: hong.loginId, password, keepSignedIn: true })
      await client.signIn({ userId: hong.loginId, password: 'wrong-guess' })
      await client.viewer(tokens?.accessToken)
      await client.refreshWith(tokens?.refreshToken)
      auth.pass(11_000)
      await client.refreshWith(tokens?.refreshToken)

      const tables = await auth.db.$queryRaw<
        { name: string }[]
      >`SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public'`
      const rows = await Promise.all(
        tables.map(({ name }) => auth.db.$queryRawUnsafe<object[]>(`SELECT t::text FROM "${name}" t`)),
      )
      const stored = JSON.stringify(rows)
      const logged = auth.logged.join('')
      expect(stored).toContain('REFRESH_TOKEN_REUSED')
      expect(logged).toContain('a used refresh token came back')
      for (const secret of [
        hong.name,
        kim.name,
        ...hong.lineNumbers,
        ...kim.lineNumbers,
        '1990-05-05',
        'KOS-HONG-1',
        password,
        'wrong-guess',
        tokens?.accessToken ?? '',
        tokens?.refreshToken ?? '',
      ]) {
        expect(stored.includes(secret)).toBe(false)
        expect(logged.includes(secret)).toBe(false)
      }
      expect(logged).not.toContain(hong.loginId)
    } finally {
      await auth.stop()
    }
  })
})

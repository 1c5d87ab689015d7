import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { createLineIds } from '../../../platform/privacy/lineIds.js'
import { testKeys } from '../../../testing/keys.js'
import { hong, kim, park, password, startTestAuth, type TestAuth } from '../testing/startTestAuth.js'
import { field, refusal } from '../testing/testClient.js'
import { createAccessHashes } from './accessRecord.js'
import { revealLimit } from './revealPersonalData.js'
import { verifyAccessLog } from './verifyAccessLog.js'

const reveal = `mutation ($input: RevealPersonalDataInput!) { revealPersonalData(input: $input) {
  name customerId number lines { number line { id maskedNumber } } accessNumber
  userErrors { __typename code message path ... on TooManyReveals { retryAfterSeconds } } } }`
const reason = '고객이 전화로 문의함'
const lineIds = createLineIds(testKeys.LINE_ID_KEYS)
const hashes = createAccessHashes(testKeys.BLIND_INDEX_KEY)
const [first = '', second = ''] = hong.lineNumbers
const lineId = lineIds.seal(first)

interface Revealed {
  name: string | null
  customerId: string | null
  number: string | null
  lines: unknown[]
  accessNumber: number | null
  userErrors: { code: string; path: string[] | null; retryAfterSeconds?: number }[]
}

describe('personal data on demand', () => {
  let auth: TestAuth
  let operator: string
  let customer: string
  let operatorId: string

  beforeAll(async () => {
    auth = await startTestAuth()
    operator = await tokenOf(park.loginId)
    customer = await tokenOf(hong.loginId)
    operatorId = field<{ id: string }>(await auth.client().viewer(operator), 'viewer').id
  })
  afterAll(() => auth.stop())
  afterEach(async () => {
    await auth.db.$executeRaw`ALTER TABLE personal_data_access DISABLE TRIGGER USER`
    await auth.db.personalDataAccess.deleteMany()
    await auth.db.personalDataAccessChain.deleteMany()
    await auth.db.$executeRaw`ALTER TABLE personal_data_access ENABLE TRIGGER USER`
  })

  async function tokenOf(userId: string): Promise<string> {
    return (await auth.client().signInAs({ userId, password, client: 'API' })).tokens?.accessToken ?? ''
  }
  const ask = (input: object, bearer: string | undefined = operator) => auth.client().post(reveal, { input }, bearer)
  const shown = async (input: object): Promise<Revealed> => field(await ask(input), 'revealPersonalData')
  const records = () => auth.db.personalDataAccess.findMany({ orderBy: { number: 'asc' } })

  it('shows the number of a line and whose it is, and leaves a record of it', async () => {
    const answer = await shown({ lineId, reason: `  ${reason} ` })
    expect(answer).toEqual({
      ...{ name: '홍길동', customerId: expect.any(String), number: '010-1234-5678', accessNumber: 1, userErrors: [] },
      lines: [{ number: '010-1234-5678', line: { id: lineId, maskedNumber: '010-1234-****' } }],
    })
    const [record, ...more] = await records()
    expect(more).toEqual([])
    expect(record).toMatchObject({
      ...{ number: 1, at: auth.clock(), actorId: operatorId, customerId: answer.customerId, shown: ['NAME', 'NUMBER'] },
      ...{ lineIndex: auth.cipher.blindIndex(`line:${first}`), traceId: expect.stringMatching(/^[0-9a-f]{32}$/) },
    })
    expect(auth.cipher.decrypt(record?.reasonSealed ?? '')).toBe(reason)
    expect(auth.cipher.decrypt(record?.addressSealed ?? '')).toMatch(/127\.0\.0\.1$/)
    expect(await verifyAccessLog(auth.db, hashes)).toMatchObject({ kind: 'intact', records: 1, lastHash: record?.hash })
  })

  it('shows a customer with all of their lines, and records one after the other', async () => {
    const { customerId } = await shown({ lineId, reason })
    const answer = await shown({ customerId, reason })
    expect(answer).toMatchObject({ name: '홍길동', number: null, accessNumber: 2, userErrors: [] })
    expect(answer.lines).toEqual([
      { number: '010-1234-5678', line: { id: lineId, maskedNumber: '010-1234-****' } },
      { number: '010-9876-5432', line: { id: lineIds.seal(second), maskedNumber: '010-9876-****' } },
    ])
    const [one, two] = await records()
    expect(two).toMatchObject({ lineIndex: null, previousHash: one?.hash })
  })

  it('records each once when many ask at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => shown({ lineId, reason })))
    expect(answers.map(({ accessNumber }) => accessNumber).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(await verifyAccessLog(auth.db, hashes)).toMatchObject({ kind: 'intact', records: 8 })
  })

  it('keeps the reason, the address and the data out of the log and, in the clear, out of the database', async () => {
    const before = auth.logged.length
    await shown({ lineId, reason })
    await shown({ lineId, reason: '짧음' })
    const [record] = await records()
    const logged = auth.logged.slice(before).join('')
    const stored = JSON.stringify(await auth.db.$queryRaw`SELECT t::text FROM personal_data_access t`)
    for (const secret of [reason, '짧음', hong.name, first, '010-1234-5678', '127.0.0.1']) {
      expect(logged).not.toContain(secret)
      expect(stored).not.toContain(secret)
    }
    expect(
      JSON.parse(auth.logged.slice(before).find((line) => line.includes('personal data shown')) ?? '{}'),
    ).toMatchObject({
      ...{ accessNumber: 1, accessHash: record?.hash, traceId: record?.traceId },
    })
  })

  it('forbids everybody to keep the answer', async () => {
    const response = await fetch(`${auth.role.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${operator}` },
      body: JSON.stringify({ query: reveal, variables: { input: { lineId, reason } } }),
    })
    expect(await response.text()).toContain('홍길동')
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('is for operators alone, and leaves no record of others', async () => {
    expect(refusal(await ask({ lineId, reason }, customer)).code).toBe('FORBIDDEN')
    expect(refusal(await auth.client().post(reveal, { input: { lineId, reason } })).code).toBe('UNAUTHENTICATED')
    expect(await records()).toEqual([])
  })

  it.each(['', '1234', '    1234    ', 'x'.repeat(501)])('does not take %j for a reason', async (bad) => {
    expect(await shown({ lineId, reason: bad })).toMatchObject({
      ...{ name: null, customerId: null, number: null, lines: [], accessNumber: null },
      userErrors: [{ __typename: 'ReasonNotAccepted', code: 'REASON_NOT_ACCEPTED', path: ['input', 'reason'] }],
    })
    expect(await records()).toEqual([])
  })

  it('says that nobody is there', async () => {
    for (const whose of [
      { lineId: lineIds.seal('01000000000') },
      { customerId: '00000000-0000-4000-8000-000000000000' },
      { customerId: 'garbage' },
    ])
      expect(await shown({ ...whose, reason })).toMatchObject({
        name: null,
        userErrors: [{ __typename: 'PersonNotFound', code: 'PERSON_NOT_FOUND', path: ['input'] }],
      })
    expect(await records()).toEqual([])
  })

  it('is told whose data it is to show, and once', async () => {
    const { customerId } = await shown({ lineId, reason })
    for (const whose of [{}, { lineId, customerId }, { lineId: first }])
      expect(refusal(await ask({ ...whose, reason })).code).toBe('BAD_USER_INPUT')
    expect(refusal(await ask({ lineId: `${lineId.slice(0, -2)}zz`, reason })).code).toBe('NOT_FOUND')
  })

  it('shows nothing when it cannot be recorded, and says so without a word of the record', async () => {
    const before = auth.logged.length
    await auth.db.$executeRaw`ALTER TABLE personal_data_access RENAME TO personal_data_access_away`
    try {
      const answer = await ask({ lineId, reason })
      expect(answer.data).toBeNull()
      expect(answer.errors?.[0]?.extensions).toEqual({ code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: 5 })
      expect(JSON.stringify(answer)).not.toContain(hong.name)
    } finally {
      await auth.db.$executeRaw`ALTER TABLE personal_data_access_away RENAME TO personal_data_access`
    }
    expect(auth.logged.slice(before).join('')).toContain('could not be recorded')
    expect(auth.logged.slice(before).join('')).not.toContain(reason)
  })

  it('stops an operator after so many an hour, and lets them go on when the first is an hour old', async () => {
    for (let count = 0; count < revealLimit.most; count += 1) await shown({ lineId, reason })
    auth.pass(60_000)
    expect(await shown({ lineId, reason })).toMatchObject({
      name: null,
      userErrors: [{ __typename: 'TooManyReveals', code: 'TOO_MANY_REVEALS', path: null, retryAfterSeconds: 3_540 }],
    })
    expect(await records()).toHaveLength(revealLimit.most)
    auth.pass(revealLimit.withinMs - 60_000)
    operator = await tokenOf(park.loginId)
    expect(await shown({ lineId: lineIds.seal(kim.lineNumbers[0] ?? ''), reason })).toMatchObject({ name: '김영희' })
  })
})

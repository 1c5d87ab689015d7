import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createLineIds } from '../../../platform/privacy/lineIds.js'
import { testKeys } from '../../../testing/keys.js'
import { hong, kim, park, password, startTestAuth, type TestAuth } from '../testing/startTestAuth.js'
import { field, refusal } from '../testing/testClient.js'

const entities = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
  ... on Line { id maskedNumber owner { id maskedName lines { maskedNumber owner { maskedName } } } }
  ... on Customer { id maskedName permissions lines { id maskedNumber } } } }`
const lineIds = createLineIds(testKeys.LINE_ID_KEYS)

describe('UFR-AUTH-020 what an operator is shown of customers', () => {
  let auth: TestAuth
  let operator: string
  let customer: string
  let customerId: string

  beforeAll(async () => {
    auth = await startTestAuth()
    operator = await tokenOf(park.loginId)
    customer = await tokenOf(hong.loginId)
    customerId = field<{ id: string }>(await auth.client().viewer(customer), 'viewer').id
  })
  afterAll(() => auth.stop())

  async function tokenOf(userId: string): Promise<string> {
    return (await auth.client().signInAs({ userId, password, client: 'API' })).tokens?.accessToken ?? ''
  }
  const ask = (representations: object[], bearer?: string) => auth.client().post(entities, { representations }, bearer)
  const line = (number: string) => ({ __typename: 'Line', id: lineIds.seal(number) })

  it('UFR-AUTH-020 any line and any customer that the other subgraphs refer to, masked', async () => {
    const [first = '', second = ''] = hong.lineNumbers
    const answer = await ask(
      [line(first), line(kim.lineNumbers[0] ?? ''), { __typename: 'Customer', id: customerId }],
      operator,
    )
    expect(field(answer, '_entities')).toEqual([
      {
        ...{ id: lineIds.seal(first), maskedNumber: '010-1234-****' },
        owner: {
          ...{ id: customerId, maskedName: '홍*동' },
          lines: [
            { maskedNumber: '010-1234-****', owner: { maskedName: '홍*동' } },
            { maskedNumber: '010-9876-****', owner: { maskedName: '홍*동' } },
          ],
        },
      },
      expect.objectContaining({
        maskedNumber: '010-5555-****',
        owner: expect.objectContaining({ maskedName: '김*희' }),
      }),
      {
        ...{ id: customerId, maskedName: '홍*동', permissions: ['BILL_INQUIRY', 'PRODUCT_CHANGE'] },
        lines: [
          { id: lineIds.seal(first), maskedNumber: '010-1234-****' },
          { id: lineIds.seal(second), maskedNumber: '010-9876-****' },
        ],
      },
    ])
    for (const secret of [hong.name, kim.name, ...hong.lineNumbers])
      expect(JSON.stringify(answer)).not.toContain(secret)
  })

  it('UFR-AUTH-020 a line that nobody has any more has no owner; an unknown customer is not found', async () => {
    expect(field(await ask([line('01000000000')], operator), '_entities')).toEqual([
      { id: lineIds.seal('01000000000'), maskedNumber: '010-0000-****', owner: null },
    ])
    for (const id of ['00000000-0000-4000-8000-000000000000', 'garbage'])
      expect(refusal(await ask([{ __typename: 'Customer', id }], operator)).code).toBe('NOT_FOUND')
    const forged = { __typename: 'Line', id: `${lineIds.seal('01000000000').slice(0, -2)}zz` }
    expect(refusal(await ask([forged], operator)).code).toBe('NOT_FOUND')
    expect(refusal(await ask([{ __typename: 'Line', id: '01000000000' }], operator)).code).toBe('BAD_USER_INPUT')
  })

  it('UFR-AUTH-020 but a customer reaches the owner of their own line alone, also while signing in', async () => {
    const own = await ask([line(hong.lineNumbers[0] ?? '')], customer)
    expect(field(own, '_entities')).toMatchObject([{ owner: { id: customerId, maskedName: '홍*동' } }])
    expect(refusal(await ask([line(kim.lineNumbers[0] ?? '')], customer)).code).toBe('NOT_FOUND')
    expect(refusal(await ask([line(kim.lineNumbers[0] ?? '')])).code).toBe('UNAUTHENTICATED')
    const signIn = `mutation ($input: SignInInput!) { signIn(input: $input) { ... on SignedIn {
      customer { lines { owner { maskedName } } } } } }`
    const input = { userId: hong.loginId, password, client: 'API' }
    expect(field(await auth.client().post(signIn, { input }), 'signIn')).toEqual({
      customer: { lines: [{ owner: { maskedName: '홍*동' } }, { owner: { maskedName: '홍*동' } }] },
    })
  })

  it('UFR-AUTH-020 and `line` finds nobody’s for an operator, for it is the caller’s own', async () => {
    const query = 'query ($id: ID!) { line(id: $id) { id } }'
    const { id } = line(hong.lineNumbers[0] ?? '')
    expect(refusal(await auth.client().post(query, { id }, operator)).code).toBe('NOT_FOUND')
  })
})

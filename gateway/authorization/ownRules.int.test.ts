import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Supergraph } from '@apollo/federation-internals'
import { readSupergraph } from '../supergraph/readSupergraph.js'
import { startTestGateway, type TestGateway } from '../testing/testGateway.js'
import { readRules } from './readRules.js'
import { withoutSecurityPurpose } from './withoutSecurityPurpose.js'

const operatorsOnly = { kind: 'requiresScopes', anyOf: [['OPERATOR']] }

describe('the operators’ fields of our own supergraph', () => {
  let test: TestGateway
  let supergraphSdl: string

  beforeAll(async () => {
    supergraphSdl = await readSupergraph(undefined)
    test = await startTestGateway({}, { supergraphSdl })
  })
  afterAll(() => test.stop())

  it('are those whose description says so, wherever nobody can sign in on the way', () => {
    const { schema } = Supergraph.build(withoutSecurityPurpose(supergraphSdl))
    const rules = readRules(schema)
    const fields = (['query', 'subscription'] as const).flatMap(
      (root) => schema.schemaDefinition.rootType(root)?.fields() ?? [],
    )
    const described = fields.filter(({ description }) => /for operators/i.test(description ?? ''))
    expect(described.map(({ name }) => name).sort()).toEqual([
      'billInquiries',
      'kosBreakerChanged',
      'kosBreakerChanges',
      'kosHealth',
      'kosHealthHistory',
      'productChangeCounts',
      'productChanges',
      'productChangesNeedingAttention',
    ])
    for (const { name, parent } of fields) {
      const isOperators = described.some((field) => field.name === name)
      expect([name, rules.of(parent.name, name)]).toEqual([name, isOperators ? [operatorsOnly] : []])
    }
  })

  it.each([
    ...['billInquiries', 'kosHealth', 'kosHealthHistory', 'kosBreakerChanges'],
    ...['productChangeCounts', 'productChanges', 'productChangesNeedingAttention'],
  ])('%s is refused to others as its subgraph would refuse it, which is not asked', async (field) => {
    const ask = async (headers?: Record<string, string>) => {
      const { status, data, errors } = await test.post(`{ ${field} { __typename } }`, headers)
      return { status, data, errors }
    }
    const refused = (code: string, message: string) => ({
      status: 200,
      data: null,
      errors: [{ message, path: [field], extensions: { code } }],
    })
    expect(await ask({ authorization: `Bearer ${await test.issuer.issue()}` })).toEqual(
      refused('FORBIDDEN', '서비스 이용 권한이 없습니다.'),
    )
    expect(await ask()).toEqual(refused('UNAUTHENTICATED', '로그인이 필요합니다.'))
    expect([...test.billing.requests, ...test.product.requests]).toEqual([])
  })

  it('are asked for in the name of an operator', async () => {
    const token = await test.issuer.issue({ permissions: ['OPERATOR'] })
    await test.post('{ kosHealth { __typename } }', { authorization: `Bearer ${token}` })
    expect(test.billing.requests).toHaveLength(1)
  })
})

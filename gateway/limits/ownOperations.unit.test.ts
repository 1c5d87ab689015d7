import { describe, expect, it } from '@jest/globals'
import { buildSchema, getIntrospectionQuery, getOperationAST, parse } from 'graphql'
import { readFileSync } from 'node:fs'
import { queries, signInQuery } from '../../bench/mix/operations.js'
import { gatewayConfigSchema } from '../config.js'
import { fragmentsOf } from '../execution/plan/fragmentsOf.js'
import { planSupergraph } from '../execution/planSupergraph.js'
import { exampleTabs } from '../pages/graphiql/exampleTabs.js'
import { readCosts } from './costs.js'
import { measureDocument } from './documentShape.js'
import { type Limits, limitsOf } from './limits.js'
import { compileCost } from './operationCost.js'
import { firstOver } from './overLimit.js'

const addresses = { AUTH_URL: 'http://a', BILLING_URL: 'http://b', PRODUCT_URL: 'http://c' }
const limits = limitsOf(gatewayConfigSchema.parse({ PORT: '0', ...addresses }))
const { schema, sdl } = planSupergraph(
  readFileSync(new URL('../supergraph/supergraph.graphql', import.meta.url), 'utf8'),
)
const costs = readCosts(buildSchema(sdl, { assumeValidSDL: true }))

function measure(query: string): Omit<Limits, 'tokens'> {
  const document = parse(query, { maxTokens: limits.tokens })
  const operation = getOperationAST(document)
  if (!operation) throw new Error('no operation')
  const cost = compileCost({ operation, fragments: fragmentsOf(document), schema, costs }).measure({})
  const shape = measureDocument(document)
  return { documentLength: query.length, ...shape, ...cost, listSize: Math.max(shape.listSize, cost.listSize) }
}

const nameIn = (query: string): string => /^\s*(?:query|mutation|subscription) (\w+)/m.exec(query)?.[1] ?? query

/** All of a year's bills of each line, to the last field but the nested plans. */
const fullYear = `query FullYear { viewer { id maskedName lines { id maskedNumber bills(first: 12) { id month total vat unpaid
  lines { type name amount } usage { bucket used allowance unit } contract { type months endDate } terminationFee
  deviceInstalment { deviceName remainingMonths } payment { method status } state dueDate product { code name }
  comparison { previousTotal difference causes { kind amount message } } freshness { asOf stale source } } } } }`

describe('what our own pages, examples and measurements ask for', () => {
  it.each(
    [...exampleTabs.map(({ query }) => query), ...Object.values(queries), signInQuery].map((query) => [
      nameIn(query),
      query,
    ]),
  )('is within half of each limit: %s', (_name, query) => {
    const half = Object.entries(limits).map(([limit, allowed]) => [limit, limit === 'signIns' ? 1 : allowed / 2])
    expect(firstOver(measure(query), Object.fromEntries(half) as Limits)).toBeNull()
  })

  it.each([
    ['introspection', getIntrospectionQuery({ inputValueDeprecation: true, schemaDescription: true, oneOf: true })],
    ['a year of bills in full', fullYear],
  ])('is within the limits: %s', (_what, query) => {
    expect(firstOver(measure(query), limits)).toBeNull()
  })

  it('has the costs that docs/limits.md tells', () => {
    const told = readFileSync(new URL('../../docs/limits.md', import.meta.url), 'utf8')
    const rows = [...told.matchAll(/^\| `(\w+)` \|.*\| (\d+) \|$/gm)].map(([, name, cost]) => [name, Number(cost)])
    const own = [...exampleTabs.map(({ query }) => query), fullYear].map((query) => [
      nameIn(query),
      measure(query).cost,
    ])
    expect(rows).toEqual(own)
  })
})

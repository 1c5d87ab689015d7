import { type Complete } from '../../platform/graphql/complete.js'
import { requireIdentity } from '../../platform/identity/identity.js'
import { changeCandidates } from './candidates/changeCandidates.js'
import { currentProduct } from './catalogue/lineProduct.js'
import { requireProductCode } from './catalogue/productCode.js'
import { maxPageSize, productPage } from './catalogue/productPage.js'
import { productView } from './catalogue/productView.js'
import { type Context } from './context.js'
import { type ProductChangeQuoteResult, type ProductResult, type Resolvers } from './generated/resolverTypes.js'
import { requireLine } from '../../platform/identity/requireLine.js'
import {
  changeFields,
  changeMutations,
  changeQueries,
  changeSubscriptions,
  eventFields,
  lineChangeFields,
} from './productChange/changeResolvers.js'
import { askForQuote } from './quote/askForQuote.js'
import { type ChangeTiming } from '../../saga/productChange/domain/changeTiming.js'
import { orTemporarilyUnavailable } from './temporarilyUnavailable.js'

/** GraphQL in, a call of the domain, GraphQL out: no rules here. */
export const resolvers: Complete<Resolvers<Context>, 'Line'> = {
  Query: {
    products: async (_, { filter, first, after }, context) => {
      requireIdentity(context)
      const { answer, freshness } = await context.catalogue.answered()
      const page = productPage(answer, {
        filter: filter ?? {},
        first: first ?? maxPageSize,
        after: after ?? null,
      })
      return {
        edges: page.items.map(({ cursor, product }) => ({ cursor, node: productView(product, freshness) })),
        totalCount: page.totalCount,
        freshness,
        pageInfo: {
          hasNextPage: page.hasNextPage,
          hasPreviousPage: page.hasPreviousPage,
          startCursor: page.items[0]?.cursor ?? null,
          endCursor: page.items.at(-1)?.cursor ?? null,
        },
      }
    },
    productChangeQuote: (_, { lineId, productCode, timing }, context) =>
      orTemporarilyUnavailable(quoteOf(context, lineId, productCode, timing)),
    ...changeQueries,
  },

  Mutation: changeMutations,
  Subscription: changeSubscriptions,
  ProductChange: changeFields,
  ProductChangeEvent: eventFields,

  Product: {
    __resolveReference: async ({ code }, context) => {
      requireIdentity(context)
      const product = await context.catalogue.find(requireProductCode(code))
      return product && productView(product, (await context.catalogue.answered()).freshness)
    },
  },

  Line: {
    __resolveReference: ({ id }) => ({ __typename: 'Line', id }),
    product: ({ id }, _, context) => orTemporarilyUnavailable(productOf(context, id)),
    changeCandidates: async ({ id }, _, context) => {
      const { identity, lineNumber } = requireLine(context, id, 'PRODUCT_CHANGE')
      const request = { lineNumber, now: context.now, eligibility: identity.eligibility }
      const candidates = await changeCandidates(request, context)
      return candidates.map((candidate) => ({
        ...candidate,
        product: productView(candidate.product, candidate.freshness),
      }))
    },
    ...lineChangeFields,
  },
}

async function productOf(context: Context, lineId: string): Promise<ProductResult> {
  const { lineNumber } = requireLine(context, lineId, 'BILL_INQUIRY', 'PRODUCT_CHANGE')
  const current = await currentProduct(lineNumber, context)
  const { freshness } = current
  if (current.kind === 'product') return productView(current.product, freshness)
  return { __typename: 'LineNotActive', message: current.message, freshness }
}

async function quoteOf(
  context: Context,
  lineId: string,
  productCode: string,
  timing: ChangeTiming,
): Promise<ProductChangeQuoteResult> {
  const { identity, lineNumber } = requireLine(context, lineId, 'PRODUCT_CHANGE')
  const answer = await askForQuote(
    {
      lineNumber,
      lineKey: context.cipher.blindIndex(lineNumber),
      targetCode: requireProductCode(productCode),
      timing,
      now: context.now,
      eligibility: identity.eligibility,
    },
    { ...context, kos: context.kosForDecisions },
  )
  if (answer.kind === 'refused') {
    const { checks, message, freshness } = answer
    return { __typename: 'ProductChangeRefused', checks, message, freshness }
  }
  const { id, expiresAt, from, to, effectiveOn, price, checks, freshness } = answer
  return {
    __typename: 'ProductChangeQuote',
    id,
    expiresAt,
    from: productView(from, freshness),
    to: productView(to, freshness),
    effectiveOn,
    ...price,
    checks,
    freshness,
  }
}

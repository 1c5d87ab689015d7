import { buildSchema, type DocumentNode, GraphQLError, type OperationDefinitionNode } from 'graphql'
import { type PlannedSupergraph } from '../execution/planSupergraph.js'
import { type Costs, readCosts } from './costs.js'
import { measureDocument } from './documentShape.js'
import { type Limits } from './limits.js'
import { longestList } from './longestList.js'
import { compileCost, type Fragments, type OperationCost, type Variables } from './operationCost.js'
import { firstOver, type OverLimit, tooComplex } from './overLimit.js'

type Supergraph = Pick<PlannedSupergraph, 'schema' | 'sdl'>

/** What is refused for its size, on whatever way it comes. */
export interface OperationLimits {
  /** For the parser, which stops there. */
  readonly maxTokens: number | undefined
  /** To be asked before a document is parsed. */
  lengthOver(query: string): OverLimit | null
  /** To be asked of what the parser threw. */
  tokensOver(parserError: unknown): OverLimit | null
  /** To be asked before a document is validated: validation and planning may take long for what is over these limits. */
  shapeOver(document: DocumentNode): OverLimit | null
  /**
   * To be asked before an operation is planned or carried out, whose document is within the other limits. Looks at the
   * document once, and then at the variables alone.
   *
   * @throws GraphQLError OPERATION_TOO_COMPLEX; BAD_USER_INPUT when not exactly one argument says how long a list is.
   */
  checkCost(operation: OperationDefinitionNode, fragments: () => Fragments, variables: Variables | undefined): void
}

/**
 * @param limits null: everything passes.
 * @param current the supergraph in force; another one brings other costs.
 */
export function createOperationLimits(limits: Limits | null, current: () => Supergraph): OperationLimits {
  if (limits === null) {
    const passes = () => null
    return {
      ...{ maxTokens: undefined, lengthOver: passes, tokensOver: passes, shapeOver: passes },
      checkCost: () => undefined,
    }
  }
  const costs = new WeakMap<Supergraph, Costs>()
  const compiled = new WeakMap<OperationDefinitionNode, { supergraph: Supergraph; cost: OperationCost }>()

  function costsOf(supergraph: Supergraph): Costs {
    const read = costs.get(supergraph) ?? readCosts(buildSchema(supergraph.sdl, { assumeValidSDL: true }))
    costs.set(supergraph, read)
    return read
  }

  // Not at the first request, which would wait for it.
  costsOf(current())

  function costOf(operation: OperationDefinitionNode, fragments: () => Fragments): OperationCost {
    const supergraph = current()
    const known = compiled.get(operation)
    if (known?.supergraph === supergraph) return known.cost
    const cost = compileCost({
      operation,
      fragments: fragments(),
      schema: supergraph.schema,
      costs: costsOf(supergraph),
    })
    compiled.set(operation, { supergraph, cost })
    return cost
  }

  return {
    maxTokens: limits.tokens,
    lengthOver: ({ length: documentLength }) => firstOver({ documentLength }, limits),
    tokensOver: (error) =>
      error instanceof GraphQLError && tooManyTokens.test(error.message)
        ? { limit: 'tokens', allowed: limits.tokens }
        : null,
    shapeOver: (document) => firstOver(measureDocument(document), limits),
    checkCost(operation, fragments, variables = {}) {
      const over =
        firstOver({ listSize: longestList(variables, limits.listSize) }, limits) ??
        firstOver(costOf(operation, fragments).measure(variables), limits)
      if (over) throw tooComplex(over)
    },
  }
}

/** In the words of graphql-js, whose error says it in no other way. */
const tooManyTokens = /Document contains more (?:that|than) \d+ tokens/

import { type DocumentNode, getOperationAST, GraphQLError, type OperationTypeNode, parse } from 'graphql'
import { getVariableValues } from 'graphql/execution/values.js'
import { type Identity } from '../../platform/identity/identity.js'
import { refusalFor, type Restriction } from '../authorization/authorization.js'
import { hashDocument } from '../documents/hashDocument.js'
import { withoutSuggestions } from '../documents/suggestions.js'
import { refusal } from '../errors/refusal.js'
import { fragmentsOf } from '../execution/plan/fragmentsOf.js'
import { type PlannedSupergraph } from '../execution/planSupergraph.js'
import { type OperationLimits } from '../limits/operationLimits.js'
import { tooComplex } from '../limits/overLimit.js'
import { planSubscription, planValid, type SubscriptionPlan } from './planSubscription.js'

/** What a client sends to subscribe, as it came. */
export interface SubscriptionRequest {
  query?: unknown
  operationName?: unknown
  variables?: unknown
}

/** A subscription that is valid, whoever sent it. */
export interface ReadSubscription {
  plan: SubscriptionPlan
  variables: Record<string, unknown>
  /** The hash of the document as it was sent. */
  document: string
}

/** A subscription as it is carried out for its caller. */
export interface PreparedSubscription extends ReadSubscription {
  identity: Identity
  /** What the caller may not have of it; null when they may have all of it. */
  restriction: Restriction | null
}

export interface SubscriptionPreparer {
  /** The kind of the operation that a request asks for; null when it names none. */
  kindOf(request: SubscriptionRequest): OperationTypeNode | null
  /**
   * @param options whether a refusal must not suggest names of the schema.
   * @throws GraphQLError BAD_USER_INPUT for whatever is wrong with the request.
   */
  read(request: SubscriptionRequest, options: { hideSchema: boolean }): ReadSubscription
  /** @throws GraphQLError FORBIDDEN when nothing is left of it that the caller may have. */
  prepare(subscription: ReadSubscription, identity: Identity): PreparedSubscription
}

type Variables = Record<string, unknown>

/** Plans that are kept. A page has a handful of subscriptions, so this is every page of several releases. */
const plansKept = 200

/**
 * Reads, validates and plans subscriptions over the supergraph in force. The same document is planned once.
 *
 * @param operationLimits as for any other operation.
 */
export function createSubscriptionPreparer(options: {
  current: () => PlannedSupergraph
  operationLimits: OperationLimits
}): SubscriptionPreparer {
  const { operationLimits: limits } = options
  const plans = new Map<string, SubscriptionPlan>()
  const plansOfParts = new WeakMap<object, SubscriptionPlan>()

  function planOf(
    query: string,
    operationName: string | undefined,
    variables: Variables,
    hideSchema: boolean,
  ): SubscriptionPlan {
    const supergraph = options.current()
    const key = JSON.stringify([query, operationName])
    const known = plans.get(key)
    plans.delete(key)
    const plan =
      known?.supergraph === supergraph ? known : planAnew(supergraph, query, operationName, variables, hideSchema)
    plans.set(key, plan)
    if (plans.size > plansKept) plans.delete(plans.keys().next().value as string)
    return plan
  }

  function planAnew(
    supergraph: PlannedSupergraph,
    query: string,
    operationName: string | undefined,
    variables: Variables,
    hideSchema: boolean,
  ): SubscriptionPlan {
    const document = read(query, limits)
    const operation = getOperationAST(document, operationName)
    if (operation) limits.checkCost(operation, () => fragmentsOf(document), variables)
    return planSubscription(supergraph, document, operationName, hideSchema)
  }

  return {
    kindOf({ query, operationName }) {
      if (typeof query !== 'string') return null
      return getOperationAST(read(query, limits), asName(operationName))?.operation ?? null
    },
    read({ query, operationName, variables }, { hideSchema }) {
      if (typeof query !== 'string' || query === '')
        throw refusal('Send the operation in "query".', 'BAD_USER_INPUT', 400)
      if (variables !== undefined && variables !== null && !isRecord(variables)) {
        throw refusal('"variables" must be an object.', 'BAD_USER_INPUT', 400)
      }
      const given = variables ?? {}
      const plan = planOf(query, asName(operationName), given, hideSchema)
      // A plan that was there is good for other variables, with which it may cost more.
      limits.checkCost(plan.operation, () => fragmentsOf(plan.document), given)
      const { coerced, errors } = getVariableValues(
        plan.supergraph.schema,
        plan.operation.variableDefinitions ?? [],
        given,
        { maxErrors: 1 },
      )
      if (errors) {
        const message = errors[0]?.message ?? 'The variables do not fit.'
        throw refusal(hideSchema ? withoutSuggestions(message) : message, 'BAD_USER_INPUT', 400)
      }
      return { plan, variables: coerced, document: hashDocument(query) }
    },
    prepare(subscription, identity) {
      const { supergraph, document, operation, text } = subscription.plan
      const restriction = supergraph.authorization.authorize(document, operation, identity)
      if (!restriction) return { ...subscription, identity, restriction }
      const { left } = restriction
      if (!left) {
        const { message, code } = refusalFor(identity)
        throw refusal(message, code, 403)
      }
      // The text stays that of the whole: it is what the subscription is planned from again.
      const allowed = plansOfParts.get(left) ?? { ...planValid(supergraph, left.document, left.operation), text }
      plansOfParts.set(left, allowed)
      return { ...subscription, plan: allowed, identity, restriction }
    },
  }
}

function read(query: string, limits: OperationLimits): DocumentNode {
  const document = parseWithin(query, limits)
  const over = limits.shapeOver(document)
  if (over) throw tooComplex(over)
  return document
}

function parseWithin(query: string, limits: OperationLimits): DocumentNode {
  const tooLong = limits.lengthOver(query)
  if (tooLong) throw tooComplex(tooLong)
  try {
    return parse(query, { maxTokens: limits.maxTokens })
  } catch (error) {
    const over = limits.tokensOver(error)
    if (over) throw tooComplex(over)
    if (error instanceof GraphQLError) {
      throw new GraphQLError(error.message, {
        source: error.source,
        positions: error.positions,
        extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } },
      })
    }
    // The parser is recursive: a document can be nested more deeply than the stack is.
    if (error instanceof RangeError) throw refusal('The document is nested too deeply.', 'BAD_USER_INPUT', 400)
    throw error
  }
}

function asName(operationName: unknown): string | undefined {
  return typeof operationName === 'string' && operationName !== '' ? operationName : undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

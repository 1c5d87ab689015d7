import { getOperationAST, GraphQLError, type OperationTypeNode, parse } from 'graphql'
import { getVariableValues } from 'graphql/execution/values.js'
import { type Identity } from '../../platform/identity/identity.js'
import { refusalFor, type Restriction } from '../authorization/authorization.js'
import { hashDocument } from '../documents/hashDocument.js'
import { refusal } from '../errors/refusal.js'
import { type PlannedSupergraph } from '../execution/planSupergraph.js'
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
  /** @throws GraphQLError BAD_USER_INPUT for whatever is wrong with the request. */
  read(request: SubscriptionRequest): ReadSubscription
  /** @throws GraphQLError FORBIDDEN when nothing is left of it that the caller may have. */
  prepare(subscription: ReadSubscription, identity: Identity): PreparedSubscription
}

/** Plans that are kept. A page has a handful of subscriptions, so this is every page of several releases. */
const plansKept = 200

/**
 * Reads, validates and plans subscriptions over the supergraph in force. The same document is planned once.
 *
 * @param maxTokens of a document, as for any other operation.
 */
export function createSubscriptionPreparer(options: {
  current: () => PlannedSupergraph
  maxTokens: number
  hideSchema: boolean
}): SubscriptionPreparer {
  const plans = new Map<string, SubscriptionPlan>()
  const plansOfParts = new WeakMap<object, SubscriptionPlan>()

  function planOf(query: string, operationName: string | undefined): SubscriptionPlan {
    const supergraph = options.current()
    const key = JSON.stringify([query, operationName])
    const known = plans.get(key)
    plans.delete(key)
    const plan =
      known?.supergraph === supergraph
        ? known
        : planSubscription(supergraph, read(query, options.maxTokens), operationName, options.hideSchema)
    plans.set(key, plan)
    if (plans.size > plansKept) plans.delete(plans.keys().next().value as string)
    return plan
  }

  return {
    kindOf({ query, operationName }) {
      if (typeof query !== 'string') return null
      return getOperationAST(read(query, options.maxTokens), asName(operationName))?.operation ?? null
    },
    read({ query, operationName, variables }) {
      if (typeof query !== 'string' || query === '')
        throw refusal('Send the operation in "query".', 'BAD_USER_INPUT', 400)
      if (variables !== undefined && variables !== null && !isRecord(variables)) {
        throw refusal('"variables" must be an object.', 'BAD_USER_INPUT', 400)
      }
      const plan = planOf(query, asName(operationName))
      const { coerced, errors } = getVariableValues(
        plan.supergraph.schema,
        plan.operation.variableDefinitions ?? [],
        variables ?? {},
        { maxErrors: 1 },
      )
      if (errors) throw refusal(errors[0]?.message ?? 'The variables do not fit.', 'BAD_USER_INPUT', 400)
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

function read(query: string, maxTokens: number) {
  try {
    return parse(query, { maxTokens })
  } catch (error) {
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

import {
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'
import { getVariableValues } from 'graphql/execution/values.js'
import { type Identity, notPermitted, notSignedIn } from '../../platform/identity/identity.js'
import { type Data } from '../execution/plan/ownProperty.js'
import { fragmentsOf } from '../execution/plan/fragmentsOf.js'
import { type TypeNames } from '../execution/plan/typeNames.js'
import { completeAnswer } from './completeAnswer.js'
import { type Rules } from './readRules.js'
import { type AllowedPart, removeForbidden } from './removeForbidden.js'
import { meets, type Rule } from './rule.js'

/** What is carried out of an operation of which its caller may not have all. */
export interface Restriction extends Pick<AllowedPart, 'left'> {
  /**
   * The answer to the operation as it was sent: null, and an error UNAUTHENTICATED or FORBIDDEN, where it was restricted.
   *
   * @param result of carrying out what is left; with `data: {}` when nothing is.
   * @param variables as the caller sent them.
   */
  complete(result: ExecutionResult, variables: Data): ExecutionResult
}

export interface Authorization {
  /**
   * Looks at an operation before it is planned.
   *
   * @param document holds the operation, and is valid. What is found out about it is kept as long as it is.
   * @param identity of the caller; null when nobody is signed in.
   * @returns null when the caller may have all of it, which takes a look at each of its rules.
   */
  authorize(document: DocumentNode, operation: OperationDefinitionNode, identity: Identity | null): Restriction | null
}

/** What is known of an operation: the rules on it, and what is left of it for those who do not meet some of them. */
interface Known {
  rules: readonly Rule[]
  parts: Map<string, AllowedPart>
}

/** Enforces the rules of a supergraph. */
export function createAuthorization({
  rules,
  ...supergraph
}: {
  /** What clients see of the supergraph. */
  schema: GraphQLSchema
  typeNames: TypeNames
  rules: Rules
}): Authorization {
  const { schema } = supergraph
  const known = new WeakMap<OperationDefinitionNode, Known>()

  function look(document: DocumentNode, operation: OperationDefinitionNode): Known {
    const already = known.get(operation)
    if (already) return already
    const found = new Set<Rule>()
    const isForbidden = (type: string, field: string): false => {
      for (const rule of rules.of(type, field)) found.add(rule)
      return false
    }
    removeForbidden({ schema, document, operation, isForbidden })
    const looked = { rules: [...found], parts: new Map<string, AllowedPart>() }
    known.set(operation, looked)
    return looked
  }

  return {
    authorize(document, operation, identity) {
      const { rules: demands, parts } = look(document, operation)
      if (demands.every((rule) => meets(identity, rule))) return null
      const unmet = new Set(demands.filter((rule) => !meets(identity, rule)))
      const key = demands.map((rule) => (unmet.has(rule) ? '0' : '1')).join('')
      const isForbidden = (type: string, field: string): boolean =>
        rules.of(type, field).some((rule) => unmet.has(rule))
      const part = parts.get(key) ?? removeForbidden({ schema, document, operation, isForbidden })
      parts.set(key, part)
      return {
        left: part.left,
        complete(result, given) {
          if (!result.data) return result
          const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], given)
          if (errors) return { errors: errors.slice(0, 1) }
          const whole = { operation, fragments: fragmentsOf(document), part }
          const { data, refused } = completeAnswer(supergraph, whole, result.data, coerced)
          if (refused.length === 0) return { ...result, data }
          const { message, code } = refusalFor(identity)
          const added = refused.map((path) => new GraphQLError(message, { path, extensions: { code } }))
          return { ...result, data, errors: [...(result.errors ?? []), ...added] }
        },
      }
    },
  }
}

/** Why a caller may not have what they may not have. */
export function refusalFor(identity: Identity | null) {
  return identity ? notPermitted() : notSignedIn()
}

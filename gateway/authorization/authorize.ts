import { type DocumentNode, GraphQLError, type GraphQLSchema, type OperationDefinitionNode } from 'graphql'
import { type Identity, notPermitted, notSignedIn } from '../../platform/identity/identity.js'
import { completeAnswer } from './completeAnswer.js'
import { type Rules } from './readRules.js'
import { type AllowedPart, removeForbidden } from './removeForbidden.js'
import { meets, type Rule } from './rule.js'

/** What is carried out of an operation of which its caller may not have all. */
export interface Restriction {
  /** The operation without what its caller may not have; null when nothing is left and no subgraph is to be asked. */
  document: DocumentNode | null
  /**
   * The answer to the operation as it was sent: null and an error UNAUTHENTICATED or FORBIDDEN where it was restricted.
   *
   * @param data of the answer to `document`; `{}` when that is null.
   * @param variables coerced, with their defaults.
   */
  complete(
    data: Record<string, unknown> | null,
    variables: Record<string, unknown>,
  ): { data: Record<string, unknown> | null; errors: GraphQLError[] }
}

export interface Authorization {
  /**
   * Looks at an operation before it is planned.
   *
   * @param document holds the operation, and is valid. What is found out about it is kept as long as it is.
   * @param identity of the caller; null when nobody is signed in.
   * @returns null when the caller may have all of it, which is told by a look at each of its rules.
   */
  authorize(document: DocumentNode, operation: OperationDefinitionNode, identity: Identity | null): Restriction | null
}

/** What is known of an operation: the rules on it, and what is left of it for those who do not meet some of them. */
interface Known {
  rules: readonly Rule[]
  parts: Map<string, AllowedPart>
}

/**
 * Enforces the rules of a supergraph.
 *
 * @param schema what clients see of the same supergraph.
 */
export function createAuthorization({ schema, rules }: { schema: GraphQLSchema; rules: Rules }): Authorization {
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
        document: part.document,
        complete(answered, variables) {
          const { data, refused } = completeAnswer({ schema, part, data: answered, variables })
          const { message, code } = identity ? notPermitted() : notSignedIn()
          return { data, errors: refused.map((path) => new GraphQLError(message, { path, extensions: { code } })) }
        },
      }
    },
  }
}

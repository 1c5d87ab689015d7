import { type Identity } from '../../platform/identity/identity.js'
import { policies } from './policies.js'

/**
 * One demand that the supergraph makes of a caller, as its directive stands there. Of scopes and policies a caller needs
 * all that one of the lists names: an empty list is met by everyone, and no list at all by nobody.
 */
export type Rule =
  | { kind: 'authenticated' }
  | { kind: 'requiresScopes'; anyOf: readonly (readonly string[])[] }
  | { kind: 'policy'; anyOf: readonly (readonly string[])[] }

/**
 * Whether a caller, null for one who is not signed in, meets a rule. Scopes are the permissions of the access token, in
 * the same spelling.
 */
export function meets(identity: Identity | null, rule: Rule): boolean {
  switch (rule.kind) {
    case 'authenticated':
      return identity !== null
    case 'requiresScopes':
      return anyOf(rule.anyOf, (scope) => identity?.permissions.some((permission) => permission === scope) === true)
    case 'policy':
      return anyOf(rule.anyOf, (name) => identity !== null && policies.get(name)?.(identity) === true)
    default:
      return rule satisfies never
  }
}

function anyOf(lists: readonly (readonly string[])[], has: (name: string) => boolean): boolean {
  return lists.some((list) => list.every(has))
}

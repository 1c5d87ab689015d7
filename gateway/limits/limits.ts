import { type GatewayConfig } from '../config.js'

/** How large an operation may be. Each is the largest that passes. */
export interface Limits {
  /** Characters of a document, blanks and comments included. What is longer is not even read. */
  documentLength: number
  /** Tokens of a document. Comments are none. */
  tokens: number
  /** Fields within fields: `{ viewer { id } }` has 2. Introspection alone needs 15. */
  depth: number
  /** Fields under another name than their own; those of a fragment count as often as it is spread. */
  aliases: number
  /** Fields at the root of an operation. */
  rootFields: number
  /** Fields in all; those of a fragment count as often as it is spread, so this is what ends fragment bombs. */
  fields: number
  /** Directives in a document. */
  directives: number
  /** Items asked for by an argument such as `first`, and items of a list that is sent as a value. */
  listSize: number
  /** What an operation may cost, in the units of `@cost`. */
  cost: number
  /** Sign-ins in one operation. With more, one request would try many passwords. */
  signIns: number
}

export type LimitName = keyof Limits

/** For the metrics, which count each from the start. */
export const limitNames = [
  'documentLength',
  'tokens',
  'depth',
  'aliases',
  'rootFields',
  'fields',
  'directives',
  'listSize',
  'cost',
  'signIns',
] as const satisfies readonly LimitName[]

export const limitsOf = (config: GatewayConfig): Limits => ({
  documentLength: config.MAX_DOCUMENT_LENGTH,
  tokens: config.MAX_TOKENS,
  depth: config.MAX_DEPTH,
  aliases: config.MAX_ALIASES,
  rootFields: config.MAX_ROOT_FIELDS,
  fields: config.MAX_FIELDS,
  directives: config.MAX_DIRECTIVES,
  listSize: config.MAX_LIST_SIZE,
  cost: config.MAX_COST,
  signIns: config.MAX_SIGN_INS,
})

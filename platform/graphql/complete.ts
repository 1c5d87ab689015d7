type Root = 'Query' | 'Mutation' | 'Subscription'
/** What federation or the default resolver does. */
type NotOurs = '__isTypeOf' | '__resolveReference' | 'id'

/**
 * A subgraph's generated `Resolvers` with nothing missing: each field of the root types, and of the `Named` types whose
 * fields are worked out one by one, must have its resolver, or the subgraph does not compile. Fields of all other types
 * are demanded by their generated object types.
 */
export type Complete<Resolvers, Named extends keyof Resolvers = never> = Resolvers & {
  [Type in Extract<keyof Resolvers, Root> | Named]-?: Required<Omit<NonNullable<Resolvers[Type]>, NotOurs>>
}

import { type ConstDirectiveNode, type DocumentNode, Kind, parse } from 'graphql'

/** What `@cacheControl` says on a type or a field. */
export interface CacheHint {
  /** Seconds. */
  maxAge?: number
  scope?: 'PUBLIC' | 'PRIVATE'
  inheritMaxAge?: boolean
}

/** The hints of a supergraph. */
export interface CacheHints {
  ofType(type: string): CacheHint
  ofField(type: string, field: string): CacheHint
}

const none: CacheHint = {}

/** Reads the hints that composition has carried into a supergraph; one without `@cacheControl` has none. */
export function readCacheHints(supergraph: string | DocumentNode): CacheHints {
  const document = typeof supergraph === 'string' ? parse(supergraph, { noLocation: true }) : supergraph
  const hints = new Map<string, CacheHint>()
  for (const type of document.definitions) {
    if (type.kind === Kind.UNION_TYPE_DEFINITION) note(type.name.value, type.directives)
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue
    note(type.name.value, type.directives)
    for (const field of type.fields ?? []) note(`${type.name.value}.${field.name.value}`, field.directives)
  }

  function note(place: string, directives: readonly ConstDirectiveNode[] = []): void {
    const applied = directives.filter(({ name }) => name.value === 'cacheControl').map(readHint)
    if (applied.length > 0) hints.set(place, applied.reduce(stricter))
  }

  return {
    ofType: (type) => hints.get(type) ?? none,
    ofField: (type, field) => hints.get(`${type}.${field}`) ?? none,
  }
}

function readHint({ arguments: given = [] }: ConstDirectiveNode): CacheHint {
  const hint: CacheHint = {}
  for (const { name, value } of given) {
    if (name.value === 'maxAge' && value.kind === Kind.INT) hint.maxAge = Number(value.value)
    if (name.value === 'scope' && value.kind === Kind.ENUM) hint.scope = value.value === 'PUBLIC' ? 'PUBLIC' : 'PRIVATE'
    if (name.value === 'inheritMaxAge' && value.kind === Kind.BOOLEAN) hint.inheritMaxAge = value.value
  }
  return hint
}

/** Where subgraphs say different things of one place, nothing is kept that one of them would not keep. */
function stricter(one: CacheHint, other: CacheHint): CacheHint {
  const ages = [one.maxAge, other.maxAge].filter((age) => age !== undefined)
  const scope = one.scope === 'PRIVATE' || other.scope === 'PRIVATE' ? 'PRIVATE' : (one.scope ?? other.scope)
  return {
    ...(ages.length > 0 && { maxAge: Math.min(...ages) }),
    ...(scope !== undefined && { scope }),
    ...(one.inheritMaxAge === true && other.inheritMaxAge === true && { inheritMaxAge: true }),
  }
}

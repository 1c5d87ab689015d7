/** Documents that ask for too much, each in its own way. The fields are those that our schema and that of the tests share. */
export const attacks = {
  aliases: `{ ${many(90, (n) => `a${n}: viewer { id }`)} }`,
  aliasesInFragments: `{ viewer { ...F ...F ...F ...F } } fragment F on Customer { ${many(8, (n) => `a${n}: id`)} }`,
  rootFields: `{ ${many(21, () => 'viewer { id }')} }`,
  depth: `{ viewer ${'{ lines '.repeat(400)}{ id }${' }'.repeat(401)}`,
  depthInFragments: `{ viewer { ...F0 } } ${many(20, (n) => `fragment F${n} on Customer { lines { ...F${n + 1} } }`)} fragment F20 on Line { id }`,
  /** 2^18 fields; so few that a gateway that expands them fails, and does not hang. */
  fragmentBomb: `{ viewer { ...F0 } } ${many(18, (n) => `fragment F${n} on Customer { ...F${n + 1} ...F${n + 1} }`)} fragment F18 on Customer { id }`,
  /** The same beside an operation that is harmless, and is the one that is named. */
  fragmentBombAside: `query Harmless { viewer { id } } query Other { viewer { ...F0 } } ${many(18, (n) => `fragment F${n} on Customer { ...F${n + 1} ...F${n + 1} }`)} fragment F18 on Customer { id }`,
  /** The same at the root, where whoever looks for sign-ins looks. */
  mutationBomb: `mutation { ...F0 } ${many(18, (n) => `fragment F${n} on Mutation { ...F${n + 1} ...F${n + 1} }`)} fragment F18 on Mutation { signOut }`,
  /** Nothing is too deep here, and validation compares each with each. */
  repeatedFields: `{ viewer { ${'lines { id id } '.repeat(380)}} }`,
  directives: `{ viewer { id ${'@include(if: true) '.repeat(51)}} }`,
  tokens: `{ viewer { ${'id '.repeat(2_000)}} }`,
  /** 256 KB in all with the rest of a request. */
  aliases256k: `{ ${many(15_500, (n) => `a${n}: viewer { id }`).slice(0, 255_000)}`,
  depth256k: `{ viewer { ${'lines { '.repeat(31_800)}`,
  fragments256k: `{ viewer { ...F0 } } ${many(5_500, (n) => `fragment F${n} on Customer { ...F${n + 1} ...F${n + 1} }`).slice(0, 255_000)}`,
  comments256k: `${'#\n'.repeat(84_000)}{ viewer { id } }`,
} as const satisfies Record<string, string>

function many(count: number, text: (n: number) => string): string {
  return Array.from({ length: count }, (_, n) => text(n)).join(' ')
}

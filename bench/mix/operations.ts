/** What is asked in the mix, and how often of a hundred: ninety reads. The names are those of the report. */
export const mix = {
  home: 45,
  bill: 20,
  bills: 15,
  candidates: 5,
  catalogue: 5,
  signIn: 5,
  quote: 3,
  change: 2,
} as const satisfies Record<string, number>

export type MixOperation = keyof typeof mix

export const signInQuery = `mutation SignIn($userId: String!) {
  signIn(input: { userId: $userId, password: "yogeum-demo-1", client: API }) {
    ... on SignedIn { tokens { accessToken } customer { permissions lines { id } } } } }`

const freshness = 'freshness { asOf stale source }'

/** GraphQL of each but sign-in; what they need of `line`, `code` and `key` they take. */
export const queries: Record<Exclude<MixOperation, 'signIn'>, string> = {
  home: `query Home { viewer { maskedName lines { id maskedNumber
    product { __typename ... on Product { code name ${freshness} } }
    bill { __typename ... on Bill { month total dueDate ${freshness} } } } } }`,
  bill: `query Bill($line: ID!) { line(id: $line) { bill { __typename ... on Bill { total lines { type name amount }
    usage { bucket used allowance } comparison { difference causes { message } } ${freshness} } } } }`,
  bills: `query Bills($line: ID!) { line(id: $line) { billMonths bills(first: 6) { month total state } } }`,
  candidates: `query Candidates($line: ID!) { line(id: $line) { changeCandidates { eligible lastSixMonthsCost product { code name } } } }`,
  catalogue: `query Catalogue { products(first: 20) { edges { node { code name monthlyFee } } ${freshness} } }`,
  quote: `query Quote($line: ID!, $code: ID!) { productChangeQuote(lineId: $line, productCode: $code) { __typename
    ... on ProductChangeQuote { id fromNextMonth } } }`,
  change: `mutation Change($line: ID!, $code: ID!, $key: UUID!) {
    requestProductChange(input: { lineId: $line, productCode: $code, idempotencyKey: $key }) {
      change { id status } userErrors { code } } }`,
}

export type MixName = 'all' | 'reads'

const writes: readonly MixOperation[] = ['signIn', 'quote', 'change']

const drawnOf = (operations: readonly MixOperation[]) =>
  operations.flatMap((operation) => Array.from({ length: mix[operation] }, () => operation))

const all = Object.keys(mix) as MixOperation[]
const drawn: Record<MixName, readonly MixOperation[]> = {
  all: drawnOf(all),
  /** In the same proportions, and nothing that computes a password or asks KOS for a decision. */
  reads: drawnOf(all.filter((operation) => !writes.includes(operation))),
}

/** @param unit in [0, 1) */
export const drawOperation = (unit: number, name: MixName = 'all'): MixOperation =>
  drawn[name][Math.floor(unit * drawn[name].length)] ?? 'home'

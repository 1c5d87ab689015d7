import { randomUUID } from 'node:crypto'
import { ask } from './graphql.js'

/** A change as the API shows it. */
export interface ShownChange {
  id: string
  status: string
  version: number
  effectiveOn: string
  finishedAt: string | null
  failure: { code: string } | null
  history: { version: number; type: string }[]
}

/** What came of a command. `errors` are the names of the user errors, and the change that each names. */
export interface CommandAnswer {
  change: ShownChange | null
  userErrors: { __typename: string; change?: { id: string } }[]
}

/** What can be asked of product changes with one token. Each call throws when there is a top-level error. */
export interface ProductChanges {
  request(input: {
    lineId: string
    productCode: string
    timing?: 'IMMEDIATE' | 'NEXT_BILL_CYCLE'
    idempotencyKey?: string
    acceptedQuoteId?: string
  }): Promise<CommandAnswer>
  cancel(id: string): Promise<CommandAnswer>
  change(id: string): Promise<ShownChange | null>
  quote(lineId: string, productCode: string): Promise<{ id: string; losses: { kind: string }[] }>
  /** The plan that the line is on. */
  planOf(lineId: string): Promise<string>
  /** Ids of those that wait for an operator. */
  needingAttention(): Promise<string[]>
  /** One of the operator's commands, such as `retryProductChange`, which needs a reason; or a note. */
  operate(
    command: string,
    input: { id: string; reason?: string; note?: string; kosOrderNumber?: string },
  ): Promise<CommandAnswer>
}

const shown = `id status version effectiveOn finishedAt failure { code } history { version type }`
const errors = `userErrors { __typename ... on OrderInFlight { change { id } } }`
const inputOf = (command: string): string => `${command.charAt(0).toUpperCase()}${command.slice(1)}Input`

/** @param gateway asked at each call: another one may have taken over */
export function productChanges(gateway: () => { url: string }, token: string): ProductChanges {
  async function field<T>(name: string, query: string, variables: Record<string, unknown>): Promise<T> {
    const answer = await ask(gateway().url, { query, variables, token }, 20_000)
    if (answer.errors) throw new Error(`${name}: ${JSON.stringify(answer.errors)}`)
    return answer.data?.[name] as T
  }
  const command = (name: string, input: Record<string, unknown>): Promise<CommandAnswer> =>
    field(name, `mutation ($input: ${inputOf(name)}!) { ${name}(input: $input) { change { ${shown} } ${errors} } }`, {
      input,
    })

  return {
    request: (input) => command('requestProductChange', { idempotencyKey: randomUUID(), ...input }),
    cancel: (id) => command('cancelProductChange', { id }),
    change: (id) => field('productChange', `query ($id: ID!) { productChange(id: $id) { ${shown} } }`, { id }),
    quote: (lineId, productCode) =>
      field(
        'productChangeQuote',
        `query ($lineId: ID!, $productCode: ID!) {
          productChangeQuote(lineId: $lineId, productCode: $productCode) { ... on ProductChangeQuote { id losses { kind } } }
        }`,
        { lineId, productCode },
      ),
    async planOf(lineId) {
      const query = `query ($lineId: ID!) { line(id: $lineId) { product { ... on Product { code } } } }`
      return (await field<{ product: { code: string } }>('line', query, { lineId })).product.code
    },
    async needingAttention() {
      const query = `{ productChangesNeedingAttention { edges { node { id } } } }`
      const page = await field<{ edges: { node: { id: string } }[] }>('productChangesNeedingAttention', query, {})
      return page.edges.map(({ node }) => node.id)
    },
    operate: (name, input) => command(name, input),
  }
}

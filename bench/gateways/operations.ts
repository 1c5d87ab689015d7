/** What is asked of every gateway. The names are those of the report. */
export const operations = {
  /** The first screen: four fetches from three subgraphs, some kilobytes. */
  Home: `query Home {
    viewer { maskedName permissions
      lines { id maskedNumber
        product { __typename ... on Product { code name monthlyFee } }
        bills(first: 6) { month total dueDate state product { code name } usage { bucket used allowance unit } } } } }`,
  /** One subgraph, one field. */
  Small: 'query Small { viewer { maskedName } }',
  /** One subgraph, many rows, the same for everybody. */
  List: 'query List { products(first: 50) { edges { node { code name network monthlyFee onSale } } } }',
} as const satisfies Record<string, string>

export type OperationName = keyof typeof operations

export const operationNames = Object.keys(operations) as OperationName[]

/** The bytes of a request of that operation. */
export const bodyOf = (name: OperationName): string => JSON.stringify({ query: operations[name] })

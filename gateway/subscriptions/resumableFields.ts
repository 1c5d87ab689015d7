/** How a subscription field is taken up again where it broke off. */
export interface ResumableField {
  /** The argument that says after which version to go on. */
  argument: string
  /** Where in each event its version stands, an Int that grows from event to event: field names below the root field. */
  version: readonly [string, ...string[]]
  /** Without the argument the field begins with nothing, and is then live only: nobody knows where it began. */
  liveWithoutArgument?: true
}

/**
 * The subscription fields that can be resumed without gap or repeat, by name. When the subgraph is lost, these are taken
 * up again unseen by the client, and a subscriber who joins late is given what there was so far: the field itself begins
 * with it. Any other field is live only, and ends with SERVICE_UNAVAILABLE when its subgraph is lost.
 */
export const resumableFields: Readonly<Record<string, ResumableField>> = {
  productChangeProgress: { argument: 'afterVersion', version: ['event', 'version'] },
  kosBreakerChanged: { argument: 'after', version: ['version'], liveWithoutArgument: true },
}

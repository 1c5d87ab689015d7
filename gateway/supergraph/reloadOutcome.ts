/**
 * How an attempt at another supergraph ended. `replaced` alone changes what is in force. `unchanged`: its text is the
 * one in force. `unreadable`: there is no such file, or it may not be read. `does-not-build`: it is no supergraph, or
 * names a subgraph whose address nobody knows. `breaks-operations`: a registered operation is not valid over it.
 */
export const reloadOutcomes = ['replaced', 'unchanged', 'unreadable', 'does-not-build', 'breaks-operations'] as const
export type ReloadOutcome = (typeof reloadOutcomes)[number]

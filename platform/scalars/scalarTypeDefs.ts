import { readFileSync } from 'node:fs'

/** The SDL of the shared scalars; part of every subgraph's schema. */
export const scalarTypeDefs = readFileSync(new URL('./scalars.graphql', import.meta.url), 'utf8')

import { type Schema, Supergraph } from '@apollo/federation-internals'
import { QueryPlanner } from '@apollo/query-planner'
import { type GraphQLSchema } from 'graphql'
import { createTypeNames, type TypeNames } from './plan/typeNames.js'

/** A supergraph, ready to plan operations over it. */
export interface PlannedSupergraph {
  /** What clients see: as graphql-js has it, and as the planner does. */
  schema: GraphQLSchema
  apiSchema: Schema
  /** As it was composed. */
  sdl: string
  planner: QueryPlanner
  typeNames: TypeNames
  /** Its subgraphs with the addresses that the supergraph itself gives, which may be placeholders. */
  subgraphs: readonly { name: string; url: string }[]
}

/** @throws Error when it does not build */
export function planSupergraph(sdl: string): PlannedSupergraph {
  const supergraph = Supergraph.build(sdl)
  const apiSchema = supergraph.apiSchema()
  return {
    schema: apiSchema.toGraphQLJSSchema(),
    apiSchema,
    sdl,
    planner: new QueryPlanner(supergraph),
    typeNames: createTypeNames(supergraph.schema.toGraphQLJSSchema()),
    subgraphs: supergraph.subgraphsMetadata(),
  }
}

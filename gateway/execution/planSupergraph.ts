import { type Schema, Supergraph } from '@apollo/federation-internals'
import { QueryPlanner } from '@apollo/query-planner'
import { type GraphQLSchema } from 'graphql'
import { type Authorization, createAuthorization } from '../authorization/authorization.js'
import { readRules } from '../authorization/readRules.js'
import { withoutSecurityPurpose } from '../authorization/withoutSecurityPurpose.js'
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
  /** Its `@authenticated`, `@requiresScopes` and `@policy`. */
  authorization: Authorization
  /** Its subgraphs with the addresses that the supergraph itself gives, which may be placeholders. */
  subgraphs: readonly { name: string; url: string }[]
}

/** @throws Error when it does not build */
export function planSupergraph(sdl: string): PlannedSupergraph {
  const supergraph = Supergraph.build(withoutSecurityPurpose(sdl))
  const apiSchema = supergraph.apiSchema()
  const schema = apiSchema.toGraphQLJSSchema()
  const typeNames = createTypeNames(supergraph.schema.toGraphQLJSSchema())
  return {
    schema,
    apiSchema,
    sdl,
    planner: new QueryPlanner(supergraph),
    typeNames,
    authorization: createAuthorization({ schema, typeNames, rules: readRules(supergraph.schema) }),
    subgraphs: supergraph.subgraphsMetadata(),
  }
}

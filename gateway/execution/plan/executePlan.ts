import { type ResponsePath } from '@apollo/query-planner'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { type SubgraphAnswer } from '../subgraphAnswer.js'
import { type FetchStep, type Step } from './compilePlan.js'
import { mergeData } from './mergeData.js'
import { type Data, getOwn, isData, setOwn } from './ownProperty.js'
import { objectsAt, placesAt } from './places.js'

/** One fetch from a subgraph, ready to be sent. */
export interface SubgraphFetch {
  isMutation: boolean
  /** The operation in the subgraph. */
  query: string
  /** The request as JSON. */
  body: string
  /** Where the data belongs in the answer; `@` stands for each element of a list. */
  path: ResponsePath
}

/** @throws GraphQLError when the subgraph gives no answer that could be used. */
export type SendFetch = (subgraph: string, fetch: SubgraphFetch) => Promise<SubgraphAnswer>

/** What the subgraphs said, before it is given the form that was asked for. */
export interface PlanResult {
  data: Data
  errors: GraphQLError[]
}

interface Execution {
  variables: Data
  send: SendFetch
  result: PlanResult
}

/** What a step works on: the objects found at a path of the data so far. */
interface Cursor {
  path: ResponsePath
  objects: Data[]
}

/**
 * Carries out a plan. Never throws for what a subgraph does: a fetch that fails leaves an error, and the others go on.
 *
 * @param variables with the operation's defaults in them
 */
export async function executePlan(step: Step | null, variables: Data, send: SendFetch): Promise<PlanResult> {
  const result: PlanResult = { data: {}, errors: [] }
  if (step) await execute(step, { path: [], objects: [result.data] }, { variables, send, result })
  return result
}

async function execute(step: Step, cursor: Cursor, execution: Execution): Promise<void> {
  switch (step.kind) {
    case 'sequence':
      for (const each of step.steps) await execute(each, cursor, execution)
      return
    case 'parallel':
      await Promise.all(step.steps.map((each) => execute(each, cursor, execution)))
      return
    case 'flatten': {
      const objects = cursor.objects.flatMap((object) => objectsAt(object, step.path))
      if (objects.length === 0) return
      return execute(step.step, { path: [...cursor.path, ...step.path], objects }, execution)
    }
    case 'condition': {
      const taken = getOwn(execution.variables, step.variable) === true ? step.then : step.otherwise
      return taken ? execute(taken, cursor, execution) : undefined
    }
    case 'fetch':
      try {
        await (step.represent ? fetchEntities(step, cursor, execution) : fetchRoot(step, cursor, execution))
      } catch (error) {
        execution.result.errors.push(error as GraphQLError)
      }
  }
}

async function fetchRoot(step: FetchStep, { path, objects }: Cursor, execution: Execution): Promise<void> {
  const { query, isMutation } = step
  const variables = JSON.stringify(pick(execution.variables, step.variables))
  const body = `${step.bodyStart}${variables}}`
  const { data, errors } = await execution.send(step.subgraph, { query, isMutation, body, path })
  for (const error of errors ?? []) {
    execution.result.errors.push(toError(error, error.path && [...path, ...error.path]))
  }
  if (!data) return
  step.rewriteOutput?.(data)
  for (const object of objects) mergeData(object, data)
}

/** Entities that look the same to the subgraph are asked for once. */
async function fetchEntities(step: FetchStep, { path, objects }: Cursor, execution: Execution): Promise<void> {
  const asked = new Map<string, number[]>()
  objects.forEach((object, at) => {
    const representation = step.represent?.(object)
    if (!representation || getOwn(representation, '__typename') === undefined) return
    step.rewriteInput?.(representation)
    const text = JSON.stringify(representation)
    const same = asked.get(text)
    if (same) same.push(at)
    else asked.set(text, [at])
  })
  if (asked.size === 0) return
  const { query, isMutation } = step
  const variables = JSON.stringify(pick(execution.variables, step.variables))
  const separator = variables === '{}' ? '' : ','
  const body = `${step.bodyStart}${variables.slice(0, -1)}${separator}"representations":[${[...asked.keys()].join()}]}}`
  const { data, errors } = await execution.send(step.subgraph, { query, isMutation, body, path })
  const askers = [...asked.values()]
  if (errors) noteEntityErrors(errors, askers, path, execution.result)
  if (!data) return
  const entities = data['_entities']
  if (!Array.isArray(entities) || entities.length !== askers.length) {
    throw new GraphQLError(`${step.subgraph} was asked for ${askers.length} entities and answered otherwise`)
  }
  askers.forEach((same, at) => {
    const entity: unknown = entities[at]
    if (!isData(entity)) return
    for (const index of same) {
      const object = objects[index] as Data
      // Which type it is, the first subgraph said, unless this one knows better.
      entity['__typename'] ??= object['__typename']
      step.rewriteOutput?.(entity)
      mergeData(object, entity)
    }
  })
}

/** An error of `_entities` is told wherever the entity stands in the answer. */
function noteEntityErrors(
  errors: readonly GraphQLFormattedError[],
  askers: readonly number[][],
  path: ResponsePath,
  { data, errors: noted }: PlanResult,
): void {
  const places = placesAt(data, path)
  for (const error of errors) {
    const [, index, ...rest] = error.path ?? []
    const same = typeof index === 'number' ? askers[index] : undefined
    if (!same) noted.push(toError(error, error.path && [...path, ...error.path]))
    else for (const at of same) noted.push(toError(error, [...(places[at] ?? []), ...rest]))
  }
}

function toError({ message, extensions }: GraphQLFormattedError, path: ResponsePath | undefined): GraphQLError {
  return new GraphQLError(message, { ...(path && { path }), ...(extensions && { extensions }) })
}

function pick(from: Data, names: readonly string[]): Data {
  const picked: Data = {}
  for (const name of names) {
    const value = getOwn(from, name)
    if (value !== undefined) setOwn(picked, name, value)
  }
  return picked
}

import { type QueryPlanFieldNode, type QueryPlanSelectionNode } from '@apollo/query-planner'
import { type Data, getOwn, isData, setOwn } from './ownProperty.js'
import { mergeData } from './mergeData.js'
import { type TypeNames } from './typeNames.js'

/** Takes of an entity what another subgraph needs to find it again; null where something of that is not there. */
export type Represent = (entity: Data) => Data | null

export function compileRepresentation(selections: readonly QueryPlanSelectionNode[], typeNames: TypeNames): Represent {
  const steps = selections.map((selection) =>
    selection.kind === 'Field' ? fieldStep(selection, typeNames) : fragmentStep(selection, typeNames),
  )
  return (entity) => {
    const result: Data = {}
    for (const step of steps) if (!step(entity, result)) return null
    return result
  }
}

/** Whether the entity has what is wanted; puts it into the result. */
type Step = (entity: Data, result: Data) => boolean

function fieldStep(field: QueryPlanFieldNode, typeNames: TypeNames): Step {
  const name = field.alias ?? field.name
  const represent = field.selections && compileRepresentation(field.selections, typeNames)
  const take = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(take)
    return represent && isData(value) ? represent(value) : value
  }
  return (entity, result) => {
    const value = getOwn(entity, name)
    if (value === undefined) return false
    setOwn(result, name, take(value))
    return true
  }
}

function fragmentStep(
  { typeCondition, selections }: { typeCondition?: string; selections: QueryPlanSelectionNode[] },
  typeNames: TypeNames,
): Step {
  if (typeCondition === undefined) return () => true
  const names = typeNames(typeCondition)
  const represent = compileRepresentation(selections, typeNames)
  return (entity, result) => {
    const typename = entity['__typename']
    if (typeof typename !== 'string' || !names.has(typename)) return true
    const taken = represent(entity)
    if (taken) mergeData(result, taken)
    return true
  }
}

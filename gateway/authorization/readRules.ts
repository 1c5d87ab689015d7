import {
  baseType,
  type FieldDefinition,
  InterfaceType,
  type NamedType,
  ObjectType,
  type Schema,
} from '@apollo/federation-internals'
import { Kind, type OperationDefinitionNode, parse, type SelectionSetNode } from 'graphql'
import { type Rule } from './rule.js'

/** The rules of a supergraph. */
export interface Rules {
  /** Every rule that a caller has to meet to be given a field of a type; the same objects each time. */
  of(typeName: string, fieldName: string): readonly Rule[]
}

type Owner = ObjectType | InterfaceType
type Field = FieldDefinition<Owner>

interface JoinField {
  graph?: string
  requires?: string
}

const specs = 'https://specs.apollo.dev'

/**
 * Reads `@authenticated`, `@requiresScopes` and `@policy` from a supergraph, under whatever names it imports them.
 *
 * To be given a field, a caller has to meet the rules
 * - on the field, on its type, and on the type that it returns (object, interface, scalar or enum);
 * - of what its `@requires` selects, for its value is made of that. Composition insists that they stand on the field too,
 *   but a supergraph may come from another composition;
 * - of the same field on every type that may stand behind it, when it is asked of an interface. Composition writes them
 *   on the interface as well, with the same exception;
 * - of the same field on an interface that a subgraph has as an object (`@interfaceObject`), where it comes from there.
 *
 * A union has no rules and no fields: what is asked of its members is asked on their types.
 */
export function readRules(supergraph: Schema): Rules {
  const ruleNames = (['authenticated', 'requiresScopes', 'policy'] as const).flatMap((kind) => {
    const name = directiveName(supergraph, kind, kind)
    return name === null ? [] : [{ kind, name }]
  })
  const joinField = directiveName(supergraph, 'join', 'field') ?? 'join__field'
  const joinType = directiveName(supergraph, 'join', 'type') ?? 'join__type'
  const interned = new Map<string, Rule>()
  const known = new Map<string, readonly Rule[]>()

  function intern(rule: Rule): Rule {
    const key = JSON.stringify(rule)
    const same = interned.get(key) ?? rule
    interned.set(key, same)
    return same
  }

  function rulesOn(element: NamedType | Field): Rule[] {
    return ruleNames.flatMap(({ kind, name }) =>
      element
        .appliedDirectivesOf<{ scopes?: string[][]; policies?: string[][] }>(name)
        .map((directive) =>
          intern(
            kind === 'authenticated'
              ? { kind }
              : { kind, anyOf: directive.arguments()[kind === 'policy' ? 'policies' : 'scopes'] ?? [] },
          ),
        ),
    )
  }

  function gather(type: Owner, name: string, into: Set<Rule>, seen: Set<string>): void {
    const field: Field | undefined = type.field(name)
    if (!field || seen.has(field.coordinate)) return
    seen.add(field.coordinate)
    for (const rule of rulesOn(type)) into.add(rule)
    for (const rule of rulesOn(returnType(field))) into.add(rule)
    gatherOwn(field, type, into, seen)
    if (type instanceof InterfaceType) {
      for (const possible of type.possibleRuntimeTypes()) gather(possible, name, into, seen)
      return
    }
    for (const parent of type.interfaces()) {
      const there = parent.field(name)
      if (there && comesFromInterfaceObject(parent, there)) gatherOwn(there, type, into, seen)
    }
  }

  /** What stands on a field itself, and what stands on that which it requires. */
  function gatherOwn(field: Field, type: Owner, into: Set<Rule>, seen: Set<string>): void {
    for (const rule of rulesOn(field)) into.add(rule)
    for (const { requires } of joinsOf(field)) {
      if (requires !== undefined) gatherSelected(readSelection(requires), type, into, seen)
    }
  }

  function gatherSelected(set: SelectionSetNode, type: NamedType, into: Set<Rule>, seen: Set<string>): void {
    for (const selection of set.selections) {
      switch (selection.kind) {
        case Kind.FIELD: {
          const field: Field | undefined = isOwner(type) ? type.field(selection.name.value) : undefined
          if (!field) break
          gather(field.parent, field.name, into, seen)
          if (selection.selectionSet) gatherSelected(selection.selectionSet, returnType(field), into, seen)
          break
        }
        case Kind.INLINE_FRAGMENT: {
          const { typeCondition, selectionSet } = selection
          const on = typeCondition ? supergraph.type(typeCondition.name.value) : type
          if (on) gatherSelected(selectionSet, on, into, seen)
          break
        }
        case Kind.FRAGMENT_SPREAD:
          throw new Error('a @requires cannot spread a fragment')
      }
    }
  }

  function joinsOf(field: Field): JoinField[] {
    return field.appliedDirectivesOf<JoinField>(joinField).map((join) => join.arguments())
  }

  /** Where no subgraph is named, every subgraph of the type has the field. */
  function comesFromInterfaceObject(type: InterfaceType, field: Field): boolean {
    const graphs = joinsOf(field).flatMap(({ graph }) => (graph === undefined ? [] : [graph]))
    return type
      .appliedDirectivesOf<{ graph: string; isInterfaceObject?: boolean }>(joinType)
      .map((join) => join.arguments())
      .some(
        ({ graph, isInterfaceObject }) => isInterfaceObject === true && (graphs.length === 0 || graphs.includes(graph)),
      )
  }

  return {
    of(typeName, fieldName) {
      const coordinate = `${typeName}.${fieldName}`
      const already = known.get(coordinate)
      if (already) return already
      const rules = new Set<Rule>()
      const type = supergraph.type(typeName)
      if (type && isOwner(type)) gather(type, fieldName, rules, new Set())
      known.set(coordinate, [...rules])
      return known.get(coordinate) ?? []
    },
  }
}

/** What a directive of a specification is called in a supergraph; null when it links no such specification. */
function directiveName(supergraph: Schema, spec: string, directive: string): string | null {
  return supergraph.coreFeatures?.getByIdentity(`${specs}/${spec}`)?.directiveNameInSchema(directive) ?? null
}

function isOwner(type: NamedType): type is Owner {
  return type instanceof ObjectType || type instanceof InterfaceType
}

function returnType(field: Field): NamedType {
  if (!field.type) throw new Error(`${field.coordinate} has no type`)
  return baseType(field.type)
}

function readSelection(fields: string): SelectionSetNode {
  const [operation] = parse(`{ ${fields} }`, { noLocation: true }).definitions as [OperationDefinitionNode]
  return operation.selectionSet
}

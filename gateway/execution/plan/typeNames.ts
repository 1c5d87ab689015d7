import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from 'graphql'

/**
 * Tells the names of the types that a type condition holds for: the type's own, and those of every object and interface
 * that belongs to it. Interfaces count because an interface object answers with the interface's name.
 */
export type TypeNames = (condition: string) => ReadonlySet<string>

export function createTypeNames(schema: GraphQLSchema): TypeNames {
  const known = new Map<string, ReadonlySet<string>>()
  return (condition) => {
    const before = known.get(condition)
    if (before) return before
    const names = new Set([condition])
    const type = schema.getType(condition)
    if (isAbstractType(type)) {
      for (const other of Object.values(schema.getTypeMap())) {
        if ((isObjectType(other) || isInterfaceType(other)) && schema.isSubType(type, other)) names.add(other.name)
      }
    }
    known.set(condition, names)
    return names
  }
}

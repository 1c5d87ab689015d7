import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  parseType,
  print,
  type SelectionNode,
  stripIgnoredCharacters,
  type ValueNode,
  valueFromASTUntyped,
  type VariableDefinitionNode,
  visit,
} from 'graphql'
import { type ResumableField, resumableFields } from './resumableFields.js'

type Variables = Readonly<Record<string, unknown>>

/** What is subscribed to at the subgraph that has the subscription's field. */
export interface UpstreamOperation {
  query: string
  operationName: string | undefined
  /** Whether it can be taken up again after the last version seen, as the client has begun it. */
  resumable(client: Variables): boolean
  /** The version after which the client itself wants to begin; null when it has said nothing. */
  begins(client: Variables): number | null
  /** The variables to subscribe with: as the client has it, or after a version. */
  variables(client: Variables, after: number | null): Record<string, unknown>
  /** Takes what we asked for beside the client's selection out of an event, and says its version. */
  takeVersion(event: unknown): number | null
}

/**
 * The operation that the planner made for the subgraph, made resumable where the field can be: its version is selected
 * as well, under an alias of ours, and the argument that says where to begin becomes a variable of ours.
 */
export function upstreamOperation(
  planned: { operation: string; operationName: string | undefined },
  schema: GraphQLSchema,
): UpstreamOperation {
  const document = parse(planned.operation, { noLocation: true })
  const root = rootField(document)
  const rule = resumableFields[root.name.value]
  const field = schema.getSubscriptionType()?.getFields()[root.name.value]
  const argument = field?.args.find(({ name }) => name === rule?.argument)
  if (rule === undefined || argument === undefined) {
    return {
      query: planned.operation,
      operationName: planned.operationName,
      resumable: () => false,
      begins: () => null,
      variables: (client) => pick(client, variableNames(document)),
      takeVersion: () => null,
    }
  }
  const marker = unusedName('resumeVersion', planned.operation)
  const variable = unusedName('resumeAfter', planned.operation)
  const given = root.arguments?.find(({ name }) => name.value === rule.argument)?.value
  const query = resumable(document, { rule, marker, variable, type: String(argument.type) })
  const forwarded = variableNames(query).filter((name) => name !== variable)
  const responseName = root.alias?.value ?? root.name.value
  const asked = (client: Variables) => valueOf(given, client)
  const begins = (client: Variables) => {
    const value = asked(client)
    return typeof value === 'number' ? value : null
  }

  return {
    query: stripIgnoredCharacters(print(query)),
    operationName: planned.operationName,
    resumable: (client) => rule.liveWithoutArgument !== true || begins(client) !== null,
    begins,
    variables(client, after) {
      const begin = after ?? asked(client)
      return { ...pick(client, forwarded), ...(begin !== undefined && { [variable]: begin }) }
    },
    takeVersion(event) {
      const found = at(event, ['data', responseName])
      if (!isRecord(found)) return null
      const version = at(found[marker], rule.version.slice(1))
      delete found[marker]
      return typeof version === 'number' ? version : null
    },
  }
}

function resumable(
  document: DocumentNode,
  { rule, marker, variable, type }: { rule: ResumableField; marker: string; variable: string; type: string },
): DocumentNode {
  const changed = visit(document, {
    OperationDefinition(operation): OperationDefinitionNode {
      const root = withVersion(rootField(document), rule, marker, variable)
      return {
        ...operation,
        selectionSet: { kind: Kind.SELECTION_SET, selections: [root] },
        variableDefinitions: [
          ...(operation.variableDefinitions ?? []),
          {
            kind: Kind.VARIABLE_DEFINITION,
            variable: { kind: Kind.VARIABLE, name: nameNode(variable) },
            type: parseType(type, { noLocation: true }),
          },
        ],
      }
    },
  })
  // A variable that only said where to begin is used no more, and GraphQL refuses one that is defined for nothing.
  const used = new Set(variableNames(changed))
  return visit(changed, {
    VariableDefinition: (node: VariableDefinitionNode) => (used.has(node.variable.name.value) ? undefined : null),
  })
}

function withVersion(root: FieldNode, rule: ResumableField, marker: string, variable: string): FieldNode {
  return {
    ...root,
    arguments: [
      ...(root.arguments ?? []).filter(({ name }) => name.value !== rule.argument),
      {
        kind: Kind.ARGUMENT,
        name: nameNode(rule.argument),
        value: { kind: Kind.VARIABLE, name: nameNode(variable) },
      },
    ],
    selectionSet: {
      kind: Kind.SELECTION_SET,
      selections: [...(root.selectionSet?.selections ?? []), { ...selectionOf(rule.version), alias: nameNode(marker) }],
    },
  }
}

/** `a { b { c } }` for the path a, b, c. */
function selectionOf([name, ...below]: readonly [string, ...string[]]): FieldNode {
  const [next, ...further] = below
  return {
    kind: Kind.FIELD,
    name: nameNode(name),
    ...(next !== undefined && {
      selectionSet: { kind: Kind.SELECTION_SET, selections: [selectionOf([next, ...further])] },
    }),
  }
}

/** The one field of a subscription, inside fragments too. */
function rootField(document: DocumentNode): FieldNode {
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)
  const find = (selections: readonly SelectionNode[] = []): FieldNode | undefined => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) return selection
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const inside = find(selection.selectionSet.selections)
        if (inside) return inside
      }
    }
    return undefined
  }
  const field = find(operation?.selectionSet.selections)
  if (field === undefined) throw new Error('a planned subscription has no field')
  return field
}

/** Names of the variables that a document uses, definitions aside. */
function variableNames(document: DocumentNode): string[] {
  const names = new Set<string>()
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void names.add(name.value),
  })
  return [...names]
}

function valueOf(given: ValueNode | undefined, client: Variables): unknown {
  if (given === undefined) return undefined
  return given.kind === Kind.VARIABLE ? client[given.name.value] : valueFromASTUntyped(given)
}

function unusedName(wanted: string, text: string): string {
  return text.includes(wanted) ? unusedName(`${wanted}_`, text) : wanted
}

function pick(values: Variables, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])))
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inside, name) => (isRecord(inside) ? inside[name] : undefined), value)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

const nameNode = (value: string) => ({ kind: Kind.NAME, value }) as const

import {
  type ConstDirectiveNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  visit,
} from 'graphql'
import { composeTyped } from '../../testing/testGateway.js'

export const ruleSpec = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: [
  "@key", "@requires", "@external", "@shareable", "@interfaceObject", "@authenticated", "@requiresScopes", "@policy"
])\n`

/** The supergraph of subgraphs given by name, which may use everything that rules have to do with. */
export function composeWithRules(subgraphs: Record<string, string>): string {
  return composeTyped(Object.fromEntries(Object.entries(subgraphs).map(([name, own]) => [name, ruleSpec + own])))
}

const isRule = ({ name }: ConstDirectiveNode) => ['authenticated', 'requiresScopes', 'policy'].includes(name.value)

/**
 * The same supergraph without the rules on some types (`I`) and fields (`I.x`): as a composition makes it that does not
 * copy rules to where they would be walked around.
 */
export function withoutRulesOn(supergraphSdl: string, ...coordinates: string[]): string {
  const left = new Set(coordinates)
  const stripped = <T extends { directives?: readonly ConstDirectiveNode[] }>(node: T, coordinate: string): T => {
    if (!left.delete(coordinate)) return node
    return { ...node, directives: (node.directives ?? []).filter((directive) => !isRule(directive)) }
  }
  const type = <T extends ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode>(node: T): T => ({
    ...stripped(node, node.name.value),
    fields: node.fields?.map((field) => stripped(field, `${node.name.value}.${field.name.value}`)),
  })
  const sdl = print(visit(parse(supergraphSdl), { ObjectTypeDefinition: type, InterfaceTypeDefinition: type }))
  if (left.size > 0) throw new Error(`the supergraph has no ${[...left].join(', ')}`)
  return sdl
}

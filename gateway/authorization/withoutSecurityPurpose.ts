import { Kind, parse, print, visit } from 'graphql'

const enforced: ReadonlySet<string> = new Set(
  ['authenticated', 'requiresScopes', 'policy'].map((spec) => `https://specs.apollo.dev/${spec}/v0.1`),
)

/**
 * A supergraph that links the specifications which are enforced here without `for: SECURITY`. That argument says "do not
 * load this unless you enforce it", and Apollo's planner does not know that we do. Any other specification keeps it, so
 * that a supergraph with demands which nobody here knows is still refused.
 */
export function withoutSecurityPurpose(supergraphSdl: string): string {
  if (!supergraphSdl.includes('SECURITY')) return supergraphSdl
  return print(
    visit(parse(supergraphSdl), {
      Directive(node) {
        const url = node.arguments?.find(({ name }) => name.value === 'url')?.value
        if (node.name.value !== 'link' || url?.kind !== Kind.STRING || !enforced.has(url.value)) return undefined
        return { ...node, arguments: (node.arguments ?? []).filter(({ name }) => name.value !== 'for') }
      },
    }),
  )
}

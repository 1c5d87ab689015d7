import { type Addresses } from '../../launcher/roleEnv.js'

const graph = /@join__graph\(name: "(\w+)", url: "[^"]*"\)/g
const securityPurpose = /(@link\([^)]*?),?\s*for: SECURITY/g

/**
 * Our supergraph as a gateway wants it that takes the subgraphs' addresses from there, and knows no directives of
 * security: stock @apollo/gateway does not load a supergraph that asks for them.
 *
 * @throws Error for a subgraph whose address is not given
 */
export function supergraphAt(supergraphSdl: string, addresses: Addresses): string {
  return supergraphSdl
    .replaceAll(graph, (_, name: string) => {
      const address = addresses[name as keyof Addresses]
      if (address === undefined) throw new Error(`nobody knows where the subgraph "${name}" is`)
      return `@join__graph(name: "${name}", url: "${address}/graphql")`
    })
    .replaceAll(securityPurpose, '$1')
}

import type { ApolloGateway } from '@apollo/gateway'
import { type Logger } from '../../platform/logging/logger.js'
import { type GatewayConfig } from '../config.js'
import { loadApolloGateway } from './loadApolloGateway.js'
import { createSubgraphDataSource, type SubgraphDataSource } from './subgraphDataSource.js'

export interface Federation {
  gateway: ApolloGateway
  /** Closes the connections to the subgraphs. */
  close(): Promise<void>
}

/**
 * Plans and executes operations over the subgraphs of a supergraph.
 *
 * @param subgraphs where each of them is; the addresses in the supergraph itself are placeholders.
 */
export async function createFederation({
  supergraphSdl,
  subgraphs,
  config,
  log,
}: {
  supergraphSdl: string
  subgraphs: readonly { name: string; url: string }[]
  config: Pick<GatewayConfig, 'SUBGRAPH_TIMEOUT_MS' | 'MAX_SUBGRAPH_RESPONSE_BYTES'>
  log: Logger
}): Promise<Federation> {
  const { ApolloGateway: Gateway } = await loadApolloGateway()
  const opened: SubgraphDataSource[] = []
  const gateway = new Gateway({
    supergraphSdl,
    logger: log,
    buildService: ({ name }) => {
      const url = subgraphs.find((subgraph) => subgraph.name === name)?.url
      if (url === undefined) throw new Error(`the supergraph has a subgraph "${name}" whose address nobody knows`)
      const source = createSubgraphDataSource({
        name,
        url,
        timeoutMs: config.SUBGRAPH_TIMEOUT_MS,
        maxResponseBytes: config.MAX_SUBGRAPH_RESPONSE_BYTES,
      })
      opened.push(source)
      return source
    },
  })
  return {
    gateway,
    async close() {
      await Promise.all(opened.map((source) => source.close()))
    },
  }
}

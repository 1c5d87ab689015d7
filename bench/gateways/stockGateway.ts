import type { GraphQLDataSourceProcessOptions } from '@apollo/gateway'
import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'
import { readFile } from 'node:fs/promises'

/** @apollo/gateway as its documentation shows it: defaults, the standalone server, and the caller's token handed on. */

interface Caller {
  authorization?: string | undefined
}

process.env['APOLLO_TELEMETRY_DISABLED'] = '1'
const { ApolloGateway, RemoteGraphQLDataSource } = await import('@apollo/gateway')

class ForwardingDataSource extends RemoteGraphQLDataSource<Caller> {
  override willSendRequest({ request, context }: GraphQLDataSourceProcessOptions<Caller>): void {
    if (context.authorization !== undefined) request.http?.headers.set('authorization', context.authorization as string)
  }
}

const gateway = new ApolloGateway({
  supergraphSdl: await readFile(process.env['SUPERGRAPH_FILE'] ?? '', 'utf8'),
  buildService: ({ url }) => new ForwardingDataSource(url === undefined ? {} : { url }),
})
const { url } = await startStandaloneServer(new ApolloServer<Caller>({ gateway }), {
  listen: { host: '127.0.0.1', port: 0 },
  context: ({ req }) => Promise.resolve({ authorization: req.headers.authorization }),
})
process.once('disconnect', () => process.exit())
process.once('SIGTERM', () => process.exit())
process.send?.({ ready: url.replace(/\/$/, '') })

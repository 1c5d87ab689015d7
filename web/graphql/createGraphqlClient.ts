import { cacheExchange, Client, fetchExchange, mapExchange, subscriptionExchange } from 'urql'
import { namesOf } from './ask.js'
import { type LiveConnection } from './liveConnection.js'

/**
 * The client of one session: what it keeps is one customer's, so the next one who signs in gets another. It sends hashes in
 * place of documents.
 */
export function createGraphqlClient(fetch: typeof globalThis.fetch, live: Pick<LiveConnection, 'watch'>): Client {
  return new Client({
    url: '/graphql',
    fetch,
    preferGetMethod: false,
    requestPolicy: 'cache-and-network',
    fetchOptions: { credentials: 'same-origin' },
    exchanges: [
      cacheExchange,
      mapExchange({
        onOperation: (operation) => ({ ...operation, extensions: namesOf(operation.query).extensions }),
      }),
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ variables, extensions, operationName }) => ({
          subscribe: (sink) => ({
            unsubscribe: live.watch(
              {
                // The protocol wants a query; the gateway takes an empty one beside a hash.
                query: '',
                operationName: operationName ?? null,
                variables: variables as Record<string, unknown>,
                extensions: extensions as Record<string, unknown>,
              },
              { ...sink, next: (result) => sink.next(result as never) },
            ),
          }),
        }),
      }),
    ],
  })
}

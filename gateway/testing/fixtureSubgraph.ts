import { buildSubgraphSchema } from '@apollo/subgraph'
import { graphql, parse } from 'graphql'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo } from 'node:net'
import { issuedTokenHeader } from '../../platform/http/issuedTokenHeader.js'

export interface FixtureRequest {
  headers: IncomingHttpHeaders
  query: string
}

export type Behaviour = (request: IncomingMessage, response: ServerResponse) => void

export interface FixtureSubgraph {
  name: string
  url: string
  typeDefs: string
  /** GraphQL requests, oldest first. */
  requests: FixtureRequest[]
  /** Answers every GraphQL request in another way from now on; null: as it should be answered. */
  behave(behaviour: Behaviour | null): void
  /** What /readyz says. */
  ready: boolean
  /** Sent with every GraphQL answer. */
  setCookies: string[]
  /** Sent with the next GraphQL answer as the access token that was issued with it. */
  issuedToken: string | null
  stop(): Promise<void>
}

export interface FixtureOptions {
  name: string
  typeDefs: string
  resolvers: Record<string, Record<string, () => unknown>>
  /** Any other path. */
  otherwise?: Behaviour
}

/** A tiny real subgraph over HTTP that can be told to misbehave. */
export async function startFixtureSubgraph({
  name,
  typeDefs,
  resolvers,
  otherwise,
}: FixtureOptions): Promise<FixtureSubgraph> {
  const schema = buildSubgraphSchema({ typeDefs: parse(typeDefs), resolvers: resolvers })
  let behaviour: Behaviour | null = null
  const server = createServer((request, response) => {
    void (async () => {
      if (request.url === '/readyz') return response.writeHead(fixture.ready ? 200 : 503).end()
      if (request.url !== '/graphql') return otherwise ? otherwise(request, response) : response.writeHead(404).end()
      const chunks: Buffer[] = []
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
      const { query, variables } = JSON.parse(Buffer.concat(chunks).toString()) as {
        query: string
        variables?: Record<string, unknown>
      }
      fixture.requests.push({ headers: request.headers, query })
      if (behaviour) return behaviour(request, response)
      const result = await graphql({ schema, source: query, variableValues: variables ?? null })
      response.setHeader('content-type', 'application/json')
      if (fixture.setCookies.length > 0) response.setHeader('set-cookie', fixture.setCookies)
      if (fixture.issuedToken !== null) response.setHeader(issuedTokenHeader, fixture.issuedToken)
      fixture.issuedToken = null
      response.end(JSON.stringify(result))
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const fixture: FixtureSubgraph = {
    name,
    typeDefs,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    ready: true,
    setCookies: [],
    issuedToken: null,
    behave(next) {
      behaviour = next
    },
    async stop() {
      server.closeAllConnections()
      if (!server.listening) return
      server.close()
      await once(server, 'close')
    },
  }
  return fixture
}

export const answerWith =
  (status: number, contentType: string, body: string): Behaviour =>
  (_request, response) =>
    void response.writeHead(status, { 'content-type': contentType }).end(body)

export const hang: Behaviour = () => undefined

export const reset: Behaviour = (request) => void request.socket.destroy()

import { buildSubgraphSchema } from '@apollo/subgraph'
import { graphql, type GraphQLError, parse } from 'graphql'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { useServer } from 'graphql-ws/use/ws'
import { warmUpPath } from '../../platform/http/warmUpRoute.js'
import { issuedTokenHeader } from '../../platform/http/issuedTokenHeader.js'

export interface FixtureRequest {
  headers: IncomingHttpHeaders
  query: string
}

/** What came to subscribe. */
export interface FixtureSubscribe {
  query: string
  variables: Record<string, unknown>
  extensions: Record<string, unknown>
}

export type Behaviour = (request: IncomingMessage, response: ServerResponse) => void

export interface FixtureSubgraph {
  name: string
  url: string
  typeDefs: string
  /** GraphQL requests, oldest first. */
  requests: FixtureRequest[]
  /** `Authorization` of those who told it that a session has begun. */
  warmUps: (string | undefined)[]
  /** Answers every GraphQL request in another way from now on; null: as it should be answered. */
  behave(behaviour: Behaviour | null): void
  /** What /readyz says. */
  ready: boolean
  /** Sent with every GraphQL answer. */
  setCookies: string[]
  /** Sent with the next GraphQL answer as the access token that was issued with it. */
  issuedToken: string | null
  /** Subscribe messages, oldest first. */
  subscribes: FixtureSubscribe[]
  /** Connections over which is subscribed, open now. */
  sockets: ReadonlySet<WebSocket>
  /** Refuses a subscribe message with these errors; null: takes it. */
  refuseSubscribe: ((subscribe: FixtureSubscribe) => GraphQLError[] | null) | null
  /** Answers no message over WebSocket any more, as a process that is stopped. */
  frozen: boolean
  /** Listens again, on the same port as before. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export interface FixtureOptions {
  name: string
  typeDefs: string
  resolvers: Record<string, Record<string, unknown>>
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
  const schema = buildSubgraphSchema({ typeDefs: parse(typeDefs), resolvers: resolvers as never })
  let behaviour: Behaviour | null = null
  const server = createServer((request, response) => {
    void (async () => {
      if (request.url === '/readyz') return response.writeHead(fixture.ready ? 200 : 503).end()
      if (request.url === warmUpPath) {
        fixture.warmUps.push(request.headers.authorization)
        return response.writeHead(202).end('{}')
      }
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
  const sockets = new WebSocketServer({ server, path: '/graphql' })
  sockets.on('error', () => undefined)
  sockets.on('connection', (socket) => {
    if (!fixture.frozen) return
    socket.pause()
  })
  useServer(
    {
      schema,
      onSubscribe(_context, _id, { query, variables, extensions }) {
        const subscribe = { query, variables: variables ?? {}, extensions: extensions ?? {} }
        fixture.subscribes.push(subscribe)
        return fixture.refuseSubscribe?.(subscribe) ?? undefined
      },
    },
    sockets,
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const fixture: FixtureSubgraph = {
    name,
    typeDefs,
    url: `http://127.0.0.1:${port}`,
    requests: [],
    warmUps: [],
    subscribes: [],
    sockets: sockets.clients,
    refuseSubscribe: null,
    frozen: false,
    ready: true,
    setCookies: [],
    issuedToken: null,
    behave(next) {
      behaviour = next
    },
    async restart() {
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
    },
    async stop() {
      server.closeAllConnections()
      for (const socket of sockets.clients) socket.terminate()
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

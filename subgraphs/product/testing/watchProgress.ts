import { createClient, type Client } from 'graphql-ws'
import { WebSocket } from 'ws'

export interface ProgressSeen {
  event: { version: number; type: string; message: string; detail: string | null }
  change: { id: string; status: string; version: number; history: { version: number }[] }
  percent: number
  terminal: boolean
}

const query = `subscription ($id: ID!, $after: Int) { productChangeProgress(id: $id, afterVersion: $after) {
  event { version type message detail } change { id status version history { version } } percent terminal } }`

/** One socket to the role at `url`, as the gateway keeps one: each subscription says who it is for. */
export function openProgressSocket(url: string, connectionParams?: Record<string, unknown>): Client {
  return createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    ...(connectionParams && { connectionParams }),
  })
}

/** Watches a change and keeps what is seen. `ended` resolves with the errors, none for one that is completed. */
export function watchProgress(
  client: Client,
  { id, after, token }: { id: string; after?: number; token?: string | undefined },
) {
  const seen: ProgressSeen[] = []
  const waiting = new Set<() => void>()
  let leave: () => void = () => undefined
  const ended = new Promise<{ code: string; message: string }[]>((resolve) => {
    leave = client.subscribe(
      {
        query,
        variables: { id, ...(after !== undefined && { after }) },
        ...(token !== undefined && { extensions: { authorization: `Bearer ${token}` } }),
      },
      {
        next: (answer) => {
          if (answer.errors) return resolve(answer.errors.map(coded))
          seen.push((answer.data as { productChangeProgress: ProgressSeen }).productChangeProgress)
          for (const tell of waiting) tell()
        },
        error: (error) => resolve((Array.isArray(error) ? error : [error]).map(coded)),
        complete: () => resolve([]),
      },
    )
  })
  return {
    seen,
    ended,
    leave,
    versions: () => seen.map(({ event }) => event.version),
    /** Resolves once that many events have been seen. */
    async reached(count: number): Promise<void> {
      while (seen.length < count) {
        await new Promise<void>((resolve) => {
          waiting.add(resolve)
        })
      }
    },
  }
}

function coded(error: unknown): { code: string; message: string } {
  const { message, extensions } = error as { message?: string; extensions?: { code?: string } }
  return { code: extensions?.code ?? 'none', message: message ?? '' }
}

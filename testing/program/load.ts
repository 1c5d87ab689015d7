import { setTimeout as wait } from 'node:timers/promises'

/** What came of a load. */
export interface LoadResult {
  sent: number
  /** What was said of each request that failed. */
  failures: string[]
}

export interface Load {
  sent(): number
  /** Lets what is under way end. */
  stop(): Promise<LoadResult>
}

/**
 * So many clients, each of which sends, waits for the answer, pauses, and sends again.
 *
 * @param pauseMs bounds the load: with answers at once there are `clients * 1000 / pauseMs` requests a second
 * @param send throws where the request has failed; `turn` counts the requests of all
 */
export function startLoad({
  clients,
  pauseMs,
  send,
}: {
  clients: number
  pauseMs: number
  send: (turn: number) => Promise<void>
}): Load {
  const result: LoadResult = { sent: 0, failures: [] }
  let stopped = false
  const client = async (number: number): Promise<void> => {
    await wait((pauseMs * number) / clients) // apart from the others
    while (!stopped) {
      result.sent += 1
      await send(result.sent).catch((error: unknown) => result.failures.push(String(error)))
      await wait(pauseMs)
    }
  }
  const all = Array.from({ length: clients }, (_, number) => client(number))
  return {
    sent: () => result.sent,
    async stop() {
      stopped = true
      await Promise.all(all)
      return result
    },
  }
}

export interface Arrivals {
  /** Sends what has become due. To be called often. */
  tick: () => void
  /** Lets what has been sent be answered, and tells how many have waited to the end and are not sent any more. */
  stop: () => Promise<number>
}

/**
 * Requests that come at a constant rate, whatever becomes of those before: each goes over the connection that has been
 * free for longest, and waits where none is. Who counts from `dueAt` counts the waiting too, as a customer would.
 *
 * @param send settles when the answer is there; never rejects. `waited` for a connection, that is.
 */
export function createArrivals<C>({
  everyMs,
  connections,
  now,
  send,
}: {
  everyMs: number
  connections: readonly C[]
  /** ms */
  now: () => number
  send: (connection: C, dueAt: number, waited: boolean) => Promise<void>
}): Arrivals {
  const free = [...connections]
  const waiting: number[] = []
  const busy = new Set<Promise<void>>()
  let next = now()

  async function serve(connection: C, dueAt: number): Promise<void> {
    await send(connection, dueAt, false)
    for (let due = waiting.shift(); due !== undefined; due = waiting.shift()) await send(connection, due, true)
    free.push(connection)
  }

  return {
    tick() {
      for (const until = now(); next <= until; next += everyMs) {
        const connection = free.shift()
        if (connection === undefined) {
          waiting.push(next)
          continue
        }
        const serving = serve(connection, next).finally(() => busy.delete(serving))
        busy.add(serving)
      }
    },
    async stop() {
      const unsent = waiting.splice(0).length
      await Promise.all(busy)
      return unsent
    },
  }
}

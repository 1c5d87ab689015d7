/** A stream of events of things that change, by id, which a test adds to. It never forgets, so a subgraph may be restarted. */
export interface FixtureEvents {
  emit(id: string, type: string): void
  /** The events of one id after a version, then those that follow, until one of type COMPLETED. */
  follow(id: string, afterVersion: number): AsyncGenerator<FixtureEvent>
  /** How many events of one id there have been. */
  count(id: string): number
  /** How many follow now. */
  following: number
}

export interface FixtureEvent {
  version: number
  type: string
}

export function createFixtureEvents(): FixtureEvents {
  const streams = new Map<string, FixtureEvent[]>()
  const wakers = new Map<string, Set<() => void>>()

  const events: FixtureEvents = {
    following: 0,
    count: (id) => streams.get(id)?.length ?? 0,
    emit(id, type) {
      const stream = streams.get(id) ?? []
      streams.set(id, stream)
      stream.push({ version: stream.length + 1, type })
      for (const wake of [...(wakers.get(id) ?? [])]) wake()
    },
    follow(id, afterVersion) {
      let version = afterVersion
      let left = false
      const own = wakers.get(id) ?? new Set()
      wakers.set(id, own)
      let wake: () => void = () => undefined
      events.following += 1
      const leave = () => {
        if (!left) events.following -= 1
        left = true
        own.delete(wake)
        wake()
      }
      const source = (async function* () {
        for (;;) {
          for (const event of streams.get(id)?.slice(version) ?? []) {
            version = event.version
            yield event
            if (event.type === 'COMPLETED') return leave()
          }
          if (left) return
          if (streams.get(id)?.[version]) continue
          await new Promise<void>((resolve) => {
            wake = resolve
            own.add(wake)
          })
          own.delete(wake)
        }
      })()
      const end = source.return.bind(source)
      source.return = (value) => {
        leave()
        return end(value)
      }
      return source
    },
  }
  return events
}

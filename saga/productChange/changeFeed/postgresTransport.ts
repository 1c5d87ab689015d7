import { Client } from 'pg'
import { type Logger } from '../../../platform/logging/logger.js'
import { changesChannel } from '../eventStore/changeEventStore.js'
import { type ChangeTransport } from './changeFeed.js'
import { changeIdIn } from './hint.js'

const connectMs = 3_000
/** Between two attempts to connect, ms: doubled up to the longest. */
const pause = { firstMs: 100, longestMs: 2_000 }

/** LISTEN on a connection of its own, made again whenever it is lost. The append itself sends the hints. */
export function createPostgresTransport({ databaseUrl, log }: { databaseUrl: string; log: Logger }): ChangeTransport {
  let client: Client | undefined
  let timer: NodeJS.Timeout | undefined
  let connecting: Promise<void> = Promise.resolve()
  let stopped = false
  let failures = 0

  async function connect(onHint: (changeId: string) => void): Promise<void> {
    const next = new Client({
      connectionString: databaseUrl,
      connectionTimeoutMillis: connectMs,
      query_timeout: connectMs,
      keepAlive: true,
    })
    client = next
    const lost = (error?: Error) => {
      if (client !== next) return
      client = undefined
      void next.end().catch(() => undefined)
      if (stopped) return
      if (failures === 0)
        log.warn({ reason: error?.message }, 'product changes are not heard of at once: connecting again')
      timer = setTimeout(
        () => {
          connecting = connect(onHint)
        },
        Math.min(pause.longestMs, pause.firstMs * 2 ** failures),
      )
      failures += 1
    }
    next.on('error', lost)
    next.on('end', () => lost())
    next.on('notification', ({ payload }) => onHint(changeIdIn(payload ?? '')))
    try {
      await next.connect()
      await next.query(`LISTEN ${changesChannel}`)
      if (failures > 0) log.info('product changes are heard of at once again')
      failures = 0
    } catch (error) {
      lost(error as Error)
    }
  }

  return {
    start(onHint) {
      connecting = connect(onHint)
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      await connecting
      const last = client
      client = undefined
      await last?.end().catch(() => undefined)
    },
  }
}

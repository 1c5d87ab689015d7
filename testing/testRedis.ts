import { findProgram } from '../launcher/findProgram.js'
import { freePort } from '../launcher/freePort.js'
import { type RedisServer, startRedisServer } from '../launcher/redis/redisServer.js'

export interface TestRedis {
  url: string
  port: number
  /** Freezes it: connections stay open and nothing answers. */
  pause(): void
  resume(): void
  /** Ends it at once, as a crash would. */
  stop(): Promise<void>
  /** Brings it back on the same port, empty. */
  start(): Promise<void>
}

/** A real Redis on loopback that keeps nothing; null where no redis-server is installed. `port` brings one back. */
export async function startTestRedis({ port }: { port?: number } = {}): Promise<TestRedis | null> {
  if (findProgram('redis-server') === null) return null
  return redisControls(await startRedisServer({ port: port ?? (await freePort()) }))
}

/** How a test treats a Redis that runs. */
export function redisControls({ url, port, child, stop, start }: RedisServer): TestRedis {
  return {
    url,
    port,
    pause: () => void child().kill('SIGSTOP'),
    resume: () => void child().kill('SIGCONT'),
    stop,
    start,
  }
}

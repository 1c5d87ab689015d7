import { createLogger, type Logger } from '../platform/logging/logger.js'

export interface WatchedLog {
  log: Logger
  /** Every message so far. */
  messages: string[]
  /** Everything that was written, one JSON line each. */
  lines: string[]
  /** Resolves once a message has been logged so many times, also when it was before the call. */
  until(message: string, times?: number): Promise<void>
}

/** A log in memory that a test can wait on, so that it need not sleep until something has happened. */
export function createWatchedLog(role = 'test'): WatchedLog {
  const messages: string[] = []
  const lines: string[] = []
  const waiting = new Set<() => void>()
  const write = (line: string) => {
    lines.push(line)
    messages.push((JSON.parse(line) as { msg?: string }).msg ?? '')
    for (const look of waiting) look()
  }
  return {
    log: createLogger({ role, level: 'trace', destination: { write } }),
    messages,
    lines,
    until: (message, times = 1) =>
      new Promise((resolve) => {
        const look = () => {
          if (messages.filter((one) => one === message).length < times) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
  }
}

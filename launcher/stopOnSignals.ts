/** Longer than requests in flight may take: a process that hangs in its own shutdown is ended all the same. */
const giveUpMs = 20_000

/**
 * Ends the process in order on SIGTERM, on Ctrl-C, and when the launcher that started it is gone, so that no role
 * outlives it. Further signals change nothing: npm passes on a Ctrl-C that the terminal has sent to us as well, and what
 * ends early leaves others behind.
 *
 * @param drain comes first on a SIGTERM, which is how a supervisor replaces one copy among others; it bounds itself
 */
export function stopOnSignals(stop: () => Promise<void>, drain?: () => Promise<void>): void {
  let stopping = false
  const begin = (before?: () => Promise<void>): void => {
    if (stopping) return
    stopping = true
    void end(stop, before)
  }
  process.on('SIGTERM', () => begin(drain))
  process.on('SIGINT', () => begin())
  process.on('disconnect', () => begin())
}

async function end(stop: () => Promise<void>, before?: () => Promise<void>): Promise<never> {
  try {
    await before?.()
    setTimeout(() => process.exit(1), giveUpMs).unref()
    await stop()
    process.exit(0)
  } catch (error) {
    process.stderr.write(`stopping failed: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  }
}

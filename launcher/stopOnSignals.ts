/** Longer than any drain: a process that hangs in its own shutdown is ended all the same. */
const giveUpMs = 20_000

/**
 * Ends the process in order on SIGTERM, on Ctrl-C, and when the launcher that started it is gone, so that no role
 * outlives it. Further signals change nothing: npm passes on a Ctrl-C that the terminal has sent to us as well, and what
 * ends early leaves others behind.
 */
export function stopOnSignals(stop: () => Promise<void>): void {
  let stopping = false
  const begin = (): void => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), giveUpMs).unref()
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`stopping failed: ${error instanceof Error ? error.message : String(error)}\n`)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', begin)
  process.on('SIGINT', begin)
  process.on('disconnect', begin)
}

const everyMs = 500

/**
 * Under npm, the shell between npm and us may die of a signal that it does not pass on. We then have another parent:
 * the sign to stop, as if the signal had reached us.
 */
export function stopWithParent(): void {
  if (process.env['npm_lifecycle_event'] === undefined) return
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM')
  }, everyMs).unref()
}

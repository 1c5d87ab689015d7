import { stat } from 'node:fs/promises'

export interface FileWatch {
  /** Looks once; the watch does so by itself. */
  look(): Promise<void>
  stop(): void
}

/**
 * Tells when a file has become another one, by looking at it now and then. The system's own notices are bound to the
 * file or folder that was there when they were asked for: they lose a file that an editor renames another one over, and
 * miss a link that is moved elsewhere, which is how Kubernetes replaces what it mounts. To look follows the path anew.
 *
 * A change is told once it looked the same twice, so that a file which is being written is not read half. One that is
 * missing is waited for. The first state is told too: what was read before may have been older.
 *
 * @param everyMs how often it looks, ms
 */
export function watchFile(file: string, everyMs: number, onChange: () => void): FileWatch {
  /** The state that was told last, and the one that was seen last. */
  let told: string | null = null
  let before: string | null = null
  let looking: Promise<void> | undefined
  let stopped = false

  async function look(): Promise<void> {
    const now = await identify(file)
    if (stopped) return
    const isStable = now !== null && now === before
    before = now
    if (!isStable || now === told) return
    told = now
    onChange()
  }

  /** One at a time, however slow the disk is. */
  const lookOnce = (): Promise<void> => (looking ??= look().finally(() => (looking = undefined)))
  const timer = setInterval(() => void lookOnce(), everyMs)
  timer.unref()
  return {
    look: lookOnce,
    stop() {
      stopped = true
      clearInterval(timer)
    },
  }
}

/** What tells one state of a file from another; null when there is none that could be read. */
async function identify(file: string): Promise<string | null> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true })
    return [dev, ino, size, mtimeNs, ctimeNs].join(' ')
  } catch {
    return null
  }
}

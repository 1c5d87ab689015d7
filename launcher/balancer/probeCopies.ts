import { get } from '../../platform/http/get.js'
import { type Copy, type CopyPool, type CopyState } from './copyPool.js'

const deadlineMs = 2_000

/** Asks every copy at /readyz again and again, each in its own time. Returns how to stop. */
export function probeCopies(pool: Pick<CopyPool, 'all'>, everyMs: number): () => void {
  const asking = new Set<Copy>()
  const timer = setInterval(() => {
    for (const copy of pool.all()) {
      if (asking.has(copy)) continue
      asking.add(copy)
      void stateOf(copy.url)
        .then((state) => (copy.state = state))
        .finally(() => asking.delete(copy))
    }
  }, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}

async function stateOf(url: string): Promise<CopyState> {
  try {
    return (await get(`${url}/readyz`, { timeoutMs: deadlineMs })).status === 200 ? 'ready' : 'unready'
  } catch (error) {
    // One that is merely slow is better than none.
    return error instanceof Error && error.name === 'TimeoutError' ? 'unready' : 'away'
  }
}

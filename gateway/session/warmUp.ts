import { request } from 'undici'
import { type Logger } from '../../platform/logging/logger.js'
import { warmUpPath } from '../../platform/http/warmUpRoute.js'
import { type Trace } from '../../platform/telemetry/trace.js'

/** Tells the subgraphs that a session has begun, so that they may fetch what its customer will ask for. */
export interface SessionWarmUp {
  /** Returns at once and never throws: what is not told costs the customer a moment later on, and nothing else. */
  begin(accessToken: string, trace: Trace): void
  /** Waits for those under way, each of which has a deadline. */
  stop(): Promise<void>
}

const deadlineMs = 1_000
/** More sign-ins than that at once are no time to do more than is asked for. */
const mostUnderWay = 100

/** @param urls base addresses of the subgraphs that want to know */
export function createSessionWarmUp(urls: readonly string[], log: Logger): SessionWarmUp {
  const underWay = new Set<Promise<void>>()

  async function tell(url: string, accessToken: string, trace: Trace): Promise<void> {
    const span = trace.startSpan('warm up', 'client')
    try {
      const { body } = await request(`${url}${warmUpPath}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${accessToken}`, traceparent: span.trace.traceparent },
        signal: AbortSignal.timeout(deadlineMs),
      })
      await body.dump()
      span.end()
    } catch (error) {
      span.end('failed')
      log.debug({ err: error }, 'a subgraph could not be told of a new session')
    }
  }

  return {
    begin(accessToken, trace) {
      for (const url of urls) {
        if (underWay.size >= mostUnderWay) return
        const telling = tell(url, accessToken, trace).finally(() => underWay.delete(telling))
        underWay.add(telling)
      }
    },
    async stop() {
      await Promise.all(underWay)
    },
  }
}

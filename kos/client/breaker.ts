import CircuitBreaker from 'opossum'
import { type Clock } from '../../platform/time/clock.js'
import { CallFailure } from './callFailure.js'
import { type BreakerState } from './kosOrder.js'

export interface BreakerOptions {
  /** How long it stays open before one trial call, ms. */
  openMs: number
  /** The window in which failures are counted, ms. */
  windowMs: number
  /** Fewer calls than this in the window prove nothing. */
  minimumCalls: number
  /** Opens above this share of failures. */
  failurePercent: number
}

export interface Breaker {
  /** Runs the action, or fails at once with NOT_SENT while the breaker is open. */
  run<T>(action: () => Promise<T>): Promise<T>
  state(): BreakerState
  /** Whole seconds until the next trial, at least 1; null while it lets calls pass. */
  retryAfterSeconds(): number | null
  stop(): void
}

/**
 * The breaker in front of KOS, on opossum. Its own time-out, semaphore, cache and coalescing stay off on purpose: the
 * time-out frees the permit while the call still runs, rejections count as failures, and a coalesced failure is kept.
 */
export function createBreaker(
  options: BreakerOptions,
  { clock, onChange }: { clock: Clock; onChange: (state: BreakerState) => void },
): Breaker {
  const circuit = new CircuitBreaker((action: () => Promise<unknown>) => action(), {
    timeout: false,
    resetTimeout: options.openMs,
    rollingCountTimeout: options.windowMs,
    volumeThreshold: options.minimumCalls,
    errorThresholdPercentage: options.failurePercent,
    errorFilter: (error: unknown) => error instanceof CallFailure && !error.countsAgainstKos,
  })
  let openedAt = 0
  circuit.on('open', () => {
    openedAt = clock().getTime()
    onChange('OPEN')
  })
  circuit.on('halfOpen', () => onChange('HALF_OPEN'))
  circuit.on('close', () => onChange('CLOSED'))

  return {
    async run<T>(action: () => Promise<T>): Promise<T> {
      try {
        return (await circuit.fire(action)) as T
      } catch (error) {
        if (!CircuitBreaker.isOurError(error as Error)) throw error
        throw new CallFailure('NOT_SENT', 'the breaker is open', { countsAgainstKos: false, cause: error })
      }
    },
    state: () => (circuit.opened ? 'OPEN' : circuit.halfOpen ? 'HALF_OPEN' : 'CLOSED'),
    retryAfterSeconds: () =>
      circuit.opened ? Math.max(1, Math.ceil((openedAt + options.openMs - clock().getTime()) / 1000)) : null,
    stop: () => circuit.shutdown(),
  }
}

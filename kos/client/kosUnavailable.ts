import { DomainError } from '../../platform/errors/domainError.js'
import { type KosCallRecord } from './kosOrder.js'

/** KOS could not be asked, did not answer in time, or answered something that breaks its contract. */
export class KosUnavailable extends DomainError {
  override readonly name = 'KosUnavailable'
  /** Whole seconds, at least 1: from the breaker when it is open, else a short guess. */
  readonly retryAfterSeconds: number
  /** Every attempt made, so that the failure leaves a processing record too. */
  readonly calls: KosCallRecord[]

  constructor(reason: string, options: { retryAfterSeconds: number; calls: KosCallRecord[]; cause?: unknown }) {
    super('SERVICE_UNAVAILABLE', reason, {
      cause: options.cause,
      details: { retryAfterSeconds: options.retryAfterSeconds },
    })
    this.retryAfterSeconds = options.retryAfterSeconds
    this.calls = options.calls
  }
}

import { DomainError } from '../../platform/errors/domainError.js'
import { type KosCallRecord } from './kosOrder.js'

/**
 * KOS could not be asked, did not answer in time, or answered something that breaks its contract. The message is a
 * sentence for the customer and the same for all of these; what exactly went wrong is in `reason`, for logs alone.
 */
export class KosUnavailable extends DomainError {
  override readonly name = 'KosUnavailable'
  /** For an operator: no personal data, no value that KOS sent. */
  readonly reason: string
  /** Whole seconds, at least 1: from the breaker when it is open, else a short guess. */
  readonly retryAfterSeconds: number
  /** Every attempt made, so that the failure leaves a processing record too. */
  readonly calls: KosCallRecord[]

  constructor(reason: string, options: { retryAfterSeconds: number; calls: KosCallRecord[]; cause?: unknown }) {
    super('SERVICE_UNAVAILABLE', '지금은 통신사 시스템에서 정보를 가져올 수 없습니다. 잠시 후 다시 시도해 주세요.', {
      cause: options.cause,
      details: { retryAfterSeconds: options.retryAfterSeconds },
    })
    this.reason = reason
    this.retryAfterSeconds = options.retryAfterSeconds
    this.calls = options.calls
  }
}

import { type KosCallOutcome } from './kosOrder.js'

/** Why one attempt at a call brought no answer. It stays inside the client: callers see `KosUnavailable`. */
export class CallFailure extends Error {
  override readonly name = 'CallFailure'
  readonly outcome: Exclude<KosCallOutcome, 'ANSWERED'>
  /** What KOS itself said, where it said something. */
  readonly resultCode: string | null
  /**
   * Whether the breaker counts it. A time-out, a reset, a 5xx, a 9999 and an answer that is not KOS's at all do: KOS is
   * ill. A 4xx is our own mistake, and one record with a bad field is that record's: neither may shut out everybody.
   */
  readonly countsAgainstKos: boolean

  constructor(
    outcome: Exclude<KosCallOutcome, 'ANSWERED'>,
    reason: string,
    options: { countsAgainstKos: boolean; resultCode?: string; cause?: unknown },
  ) {
    super(reason, options.cause === undefined ? undefined : { cause: options.cause })
    this.outcome = outcome
    this.resultCode = options.resultCode ?? null
    this.countsAgainstKos = options.countsAgainstKos
  }
}

/** The answer came, and breaks the contract in a field of one record. `reason` names the field and never its value. */
export function brokenField(reason: string): CallFailure {
  return new CallFailure('CONTRACT_BROKEN', reason, { countsAgainstKos: false })
}

/** What came is not an answer of KOS: a proxy's HTML page, a body without end, half a JSON. */
export function notAnAnswer(reason: string): CallFailure {
  return new CallFailure('CONTRACT_BROKEN', reason, { countsAgainstKos: true })
}

/** The saga's patience, milliseconds unless said otherwise. Tests and chaos runs shorten it; the rules stay. */
export interface SagaPolicy {
  /** How long KOS may take to apply an accepted order and to show it in K3 (KOS_MAX_PROCESSING_MS). */
  maxProcessingMs: number
  /** A doubt that KOS could not resolve for so long needs a person. */
  doubtGiveUpMs: number
  /** A change that KOS could not even be asked about for so long is refused: nothing has happened to the line. */
  waitGiveUpMs: number
  /** Checks older than this are made again before KOS is asked to change anything. */
  checksFreshMs: number
  /** How often one order may be sent, each time after it was found out that the one before had no effect. */
  maxSends: number
  /** The pause after an order that did not leave doubles with each, up to this: each attempt is two events. */
  unsentLongestMs: number
  /** Pause before the n-th repetition: doubled from `first` up to `longest`, and then anything from half of it to all. */
  backOff: { firstMs: number; longestMs: number }
}

export const defaultPolicy: SagaPolicy = {
  maxProcessingMs: 30_000,
  doubtGiveUpMs: 10 * 60_000,
  waitGiveUpMs: 24 * 60 * 60_000,
  checksFreshMs: 60_000,
  maxSends: 3,
  unsentLongestMs: 60_000,
  backOff: { firstMs: 200, longestMs: 10_000 },
}

/** The pause before repetition `attempt` (0 for the first), ms. `random` in [0, 1): those cut off together do not come back together. */
export function backOffMs(
  { firstMs, longestMs }: SagaPolicy['backOff'],
  attempt: number,
  random: () => number,
): number {
  const whole = Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 20))
  return Math.round(whole * (0.5 + random() / 2))
}

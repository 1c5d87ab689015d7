/** One load on one address: each request that of the next customer, as fast as answers come. */
export interface ShotOrder {
  url: string
  path: string
  body: string
  /** Access tokens, one a customer. */
  tokens: readonly string[]
  connections: number
  seconds: number
  /**
   * Whether each answer is read for errors of GraphQL. That costs the generator some microseconds an answer, which is
   * too much beside a server that answers as fast as that.
   */
  readAnswers: boolean
}

/** What came of it. Times in ms. */
export interface Shot {
  /** All that were answered, those too that were under way when the time was over. */
  requests: number
  /** While it lasted. */
  perSecond: number
  p50: number
  p99: number
  /** Not answered, not with 2xx or, where answers were read, with an error. */
  failed: number
}

/** A load generator. */
export interface Gun {
  name: string
  shoot(order: ShotOrder): Promise<Shot>
}

import { type BreakerOptions } from './breaker.js'
import { type KosOperation } from './kosOrder.js'

const seconds = (count: number): number => count * 1_000
const minutes = (count: number): number => seconds(60 * count)
const hours = (count: number): number => minutes(60 * count)
const days = (count: number): number => hours(24 * count)

/** How one operation of KOS is called. Times are milliseconds. */
export interface CallPolicy {
  /** What one call may take in all, its retry included. */
  deadlineMs: number
  /** How long KOS may take while an older answer is at hand; after that the older one is given. Reads only. */
  softMs: number
  /** Calls at once; and how many may wait for a place, each until its own deadline. */
  atOnce: number
  waiting: number
  breaker: BreakerOptions
  why: string
}

/** How long an answer of KOS is good. Times are milliseconds. */
export interface AnswerPolicy {
  /** For so long it is given without asking again. */
  ttlMs: number
  /** For so long after that it is still given, and said to be stale, while KOS cannot be asked. */
  graceMs: number
  /** Where something is decided from it (a quote, a check), it may be this old; 0 asks KOS. */
  decisionMs: number
  why: string
}

/** Of at least ten calls in ten seconds more than half: a burst opens it, one bad call does not. */
const usualBreaker: BreakerOptions = {
  openMs: seconds(5),
  windowMs: seconds(10),
  minimumCalls: 10,
  failurePercent: 50,
}

/**
 * The one table of how KOS is treated. Each operation has a bulkhead and a breaker of its own, so that the one that ails
 * shuts out nobody else; K5 and K6 share theirs: they are the orders, and what cannot take the one cannot take the other.
 */
export const callPolicy = {
  K1: {
    ...{ deadlineMs: 2_500, softMs: 300, atOnce: 150, waiting: 1_500, breaker: usualBreaker },
    why: 'The most frequent call, and KOS’s slowest; a customer has an answer within 3 s. One page asks for six bills a line.',
  },
  K2: {
    ...{ deadlineMs: 2_500, softMs: 300, atOnce: 50, waiting: 500, breaker: usualBreaker },
    why: 'A page of bills begins with it, so it must not wait behind the bills.',
  },
  K3: {
    ...{ deadlineMs: 2_500, softMs: 300, atOnce: 50, waiting: 500, breaker: usualBreaker },
    why: 'Checks before a change rest on it: it must not wait behind the bills.',
  },
  K4: {
    ...{ deadlineMs: 2_500, softMs: 300, atOnce: 5, waiting: 100, breaker: usualBreaker },
    why: 'The same for everybody, so more than a few at once are a fault of ours.',
  },
  K5: {
    ...{ deadlineMs: 8_000, softMs: 0, atOnce: 50, waiting: 0, breaker: usualBreaker },
    why: 'An order given up is an order in doubt, so it may take longer. None waits: what was not sent is tried later.',
  },
  K6: {
    ...{ deadlineMs: 8_000, softMs: 0, atOnce: 50, waiting: 0, breaker: usualBreaker },
    why: 'As K5, whose place and breaker it shares.',
  },
  K7: {
    ...{ deadlineMs: 2_500, softMs: 0, atOnce: 20, waiting: 100, breaker: usualBreaker },
    why: 'Only the saga asks, about orders in doubt.',
  },
} as const satisfies Record<KosOperation, CallPolicy>

export type KosRead = 'K1' | 'K2' | 'K3' | 'K4' | 'K7'

/** The one table of what is remembered of KOS’s answers, and for how long. */
export const answerPolicy = {
  currentBill: {
    ...{ ttlMs: minutes(5), graceMs: hours(24), decisionMs: 0 },
    why: 'Grows with each call and megabyte. Its key carries the line’s version: after a change of plan it is fetched anew.',
  },
  openBill: {
    ...{ ttlMs: hours(1), graceMs: days(7), decisionMs: 0 },
    why: 'The figures of a past month are final; whether it is paid is not.',
  },
  settledBill: {
    ...{ ttlMs: days(7), graceMs: days(60), decisionMs: days(7) },
    why: 'Past and paid: nothing changes it any more.',
  },
  noBill: {
    ...{ ttlMs: minutes(1), graceMs: 0, decisionMs: 0 },
    why: 'An answer, kept so that asking again costs nothing, and briefly, since the bill may be made any moment.',
  },
  billMonths: {
    ...{ ttlMs: hours(12), graceMs: days(7), decisionMs: 0 },
    why: 'Changes once a month; never kept beyond the end of the month in Seoul.',
  },
  lineProduct: {
    ...{ ttlMs: minutes(10), graceMs: hours(24), decisionMs: 0 },
    why: 'Our own changes raise the version in its key. One made past us, at a counter, shows within these minutes.',
  },
  productList: {
    ...{ ttlMs: hours(24), graceMs: days(7), decisionMs: minutes(10) },
    why: 'Edited by hand, rarely. A price that binds rests on a list of the last minutes.',
  },
  notInUse: {
    ...{ ttlMs: minutes(1), graceMs: 0, decisionMs: 0 },
    why: 'A line that is suspended or unknown may be in use again the next minute.',
  },
} as const satisfies Record<string, AnswerPolicy>

/** After a change has ended KOS may go on showing the old plan for so long, ms: until then its word is not kept. */
export const settlingMs = seconds(30)

/** What is fetched at sign-in, before the customer asks: given up first when there is much to do. */
export const warmUpPolicy = {
  /** Fetches at once. */
  atOnce: 4,
  /** Sign-ins whose lines wait; the oldest is forgotten when another comes. */
  waiting: 200,
  /** A bulkhead that is fuller than this share takes none. */
  bulkheadShare: 0.5,
} as const

/** Answers in the memory of one process; a bill is some 3 KB. Beyond these the least recently used are forgotten. */
export const answersInMemory = 50_000

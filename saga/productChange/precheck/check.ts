import { type KosProduct, type LineProductAnswer } from '../../../kos/client/kosOrder.js'

/** The seven checks before a change, in the order in which they are told. */
export const checkKinds = [
  'ON_SALE',
  'OPERATOR_MATCH',
  'LINE_ACTIVE',
  'DIFFERENT_PRODUCT',
  'NOT_TOO_SOON',
  'NO_OTHER_CHANGE',
  'ELIGIBLE',
] as const
export type CheckKind = (typeof checkKinds)[number]

/** What a check found, with a Korean sentence for the customer. */
export interface CheckOutcome {
  passed: boolean
  message: string
}

/** One check. Throws `KosUnavailable` when it could not be made. */
export type Check = (facts: PrecheckFacts) => Promise<CheckOutcome>

/**
 * What the checks look at. Each is fetched when first asked for and then shared, so that seven checks in parallel are
 * one call each.
 */
export interface PrecheckFacts {
  /** The code that the customer chose. */
  readonly targetCode: string
  readonly now: Date
  /** What the customer's age entitles them to: 'AGE_65_PLUS', 'AGE_18_MINUS'. */
  readonly eligibility: readonly string[]
  lineProduct(): Promise<LineProductAnswer>
  /** The chosen product; null when KOS knows no such code. */
  target(): Promise<KosProduct | null>
  /** When our last completed change of the line finished; null when there is none. */
  lastCompletedChange(): Promise<Date | null>
  hasActiveChange(): Promise<boolean>
}

export const passed = (message: string): CheckOutcome => ({ passed: true, message })
export const failed = (message: string): CheckOutcome => ({ passed: false, message })

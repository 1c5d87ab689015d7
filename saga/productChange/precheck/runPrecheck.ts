import { type Check, type CheckKind, checkKinds, type CheckOutcome, type PrecheckFacts } from './check.js'
import { differentProduct } from './differentProduct.js'
import { eligible } from './eligible.js'
import { lineActive } from './lineActive.js'
import { noOtherChange } from './noOtherChange.js'
import { notTooSoon } from './notTooSoon.js'
import { onSale } from './onSale.js'
import { operatorMatch } from './operatorMatch.js'

const checks: Readonly<Record<CheckKind, Check>> = {
  ON_SALE: onSale,
  OPERATOR_MATCH: operatorMatch,
  LINE_ACTIVE: lineActive,
  DIFFERENT_PRODUCT: differentProduct,
  NOT_TOO_SOON: notTooSoon,
  NO_OTHER_CHANGE: noOtherChange,
  ELIGIBLE: eligible,
}

/** A check and what it found. */
export interface MadeCheck extends CheckOutcome {
  check: CheckKind
}

/**
 * Makes all seven checks at the same time and reports all of them, whichever fail.
 *
 * @throws KosUnavailable when one could not be made: a change is never judged by half of its checks.
 */
export async function runPrecheck(facts: PrecheckFacts): Promise<MadeCheck[]> {
  return Promise.all(checkKinds.map(async (check) => ({ check, ...(await checks[check](facts)) })))
}

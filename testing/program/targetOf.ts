import { type Plan } from './kosControls.js'
import { type ChangeableLine } from './lines.js'

/** What kind of line a scenario wants: without a contract; with one that the new plan allows; with one that it does not. */
export type LineKind = 'NO_CONTRACT' | 'CONTRACT_MOVES' | 'CONTRACT_CANNOT_MOVE'

/**
 * The plan that a line of that kind may change to; undefined for a line of another kind.
 *
 * @param contract the term of the line's contract, months; 0 without one
 */
export function targetOf(
  kind: LineKind,
  { from, operator }: ChangeableLine,
  contract: number,
  plans: Plan[],
): string | undefined {
  if (contract === 0 ? kind !== 'NO_CONTRACT' : kind === 'NO_CONTRACT') return undefined
  const fits = ({ contract_terms: terms }: Plan): boolean =>
    kind === 'NO_CONTRACT' || terms.includes(contract) === (kind === 'CONTRACT_MOVES')
  return plans
    .filter(({ status, eligibility }) => status === 'ACTIVE' && eligibility === null)
    .find((plan) => plan.operator_code === operator && plan.product_code !== from && fits(plan))?.product_code
}

import { type KosBill, type KosProduct } from '../../../kos/client/kosOrder.js'
import { seoulDateOf } from '../../../platform/time/yearMonth.js'
import { type ContractFact } from '../domain/events.js'
import { type ChangeFacts } from './changeFacts.js'
import { productOfLine } from './productOfLine.js'
import { type MadeCheck, runPrecheck } from './runPrecheck.js'

/** What the checks came to; and where they passed, what the change starts from. */
export type Judgement =
  | { passed: true; checks: MadeCheck[]; from: KosProduct; to: KosProduct; contract: ContractFact }
  /** `refusal`: the first check that did not pass. */
  | { passed: false; checks: MadeCheck[]; refusal: MadeCheck }

/**
 * Makes the seven checks, and looks for the line's contract beside them.
 *
 * @throws KosUnavailable when a check could not be made, or when all passed and the contract could not be looked for
 */
export async function judgeChange(facts: ChangeFacts): Promise<Judgement> {
  const bill = facts.currentBill()
  const [checks] = await Promise.all([runPrecheck(facts), bill.catch(() => null)])
  const refusal = checks.find((check) => !check.passed)
  if (refusal) return { passed: false, checks, refusal }
  const { from, to } = await plansOf(facts)
  return { passed: true, checks, from, to, contract: contractIn(await bill, facts.now) }
}

/** Both are known once all checks have passed. */
async function plansOf(facts: ChangeFacts): Promise<{ from: KosProduct; to: KosProduct }> {
  const [line, to, products] = await Promise.all([facts.lineProduct(), facts.target(), facts.products()])
  if (line.kind !== 'product' || !to) throw new Error('the checks passed without a line product or a target')
  const listed = products.find((product) => product.code === line.product.productCode) ?? null
  return { from: productOfLine(line.product, listed), to }
}

/** A bill without line items comes from a KOS that sends no additive fields: whether there is a contract is not known. */
export function contractIn(bill: KosBill | null, now: Date): ContractFact {
  if (!bill) return { kind: 'UNKNOWN' }
  if (bill.contract)
    return bill.contract.endDate < seoulDateOf(now)
      ? { kind: 'NONE' }
      : { kind: 'CONTRACT', months: bill.contract.months }
  return bill.lineItems === null ? { kind: 'UNKNOWN' } : { kind: 'NONE' }
}

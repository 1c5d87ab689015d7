import { kosControls, type Plan } from '../testing/program/kosControls.js'
import { type ChangeableLine, changeableLines, signIn } from '../testing/program/lines.js'
import { type Stack } from '../testing/program/stack.js'
import { type SeededRandom } from './seededRandom.js'

/** One customer with one line, and the plan that they will ask for. */
export interface Order extends ChangeableLine {
  token: string
  to: string
}

const signInsAtOnce = 4

/** What of a running program is needed to choose and sign in. */
type Reachable = Pick<Stack, 'kosUrl' | 'secrets'> & { gateways: readonly { url: string }[] }

/** Chooses so many customers, each with a line of their own that may change its plan, and signs them in. */
export async function chooseOrders(stack: Reachable, count: number, random: SeededRandom): Promise<Order[]> {
  const offered = await kosControls(stack.kosUrl).plans()
  const plans = offered.filter(({ status, eligibility }) => status === 'ACTIVE' && eligibility === null)
  const found: Omit<Order, 'token'>[] = []
  for await (const line of changeableLines(stack, Math.min(2_000, count * 4 + 10))) {
    const to = choosePlan(plans, line, random)
    if (to !== null) found.push({ ...line, to })
    if (found.length === count) return signInAll(stack, found)
  }
  throw new Error(`only ${found.length} customers can change their plan, not ${count}`)
}

/** Any plan of the operator. One in four allows no contract: a line that has one cannot take it along, and goes back. */
function choosePlan(
  plans: readonly Plan[],
  { operator, from: current }: ChangeableLine,
  random: SeededRandom,
): string | null {
  const candidates = plans.filter((plan) => plan.operator_code === operator && plan.product_code !== current)
  const withContract = candidates.filter((plan) => plan.contract_terms.includes(24))
  const from = random.unit() < 0.75 && withContract.length > 0 ? withContract : candidates
  return from.length === 0 ? null : random.pick(from).product_code
}

async function signInAll({ gateways: [gateway] }: Reachable, found: Omit<Order, 'token'>[]): Promise<Order[]> {
  if (!gateway) throw new Error('no gateway')
  const orders: Order[] = []
  const waiting = [...found]
  const worker = async (): Promise<void> => {
    for (let next = waiting.pop(); next; next = waiting.pop())
      orders.push({ ...next, token: await signIn(gateway.url, next.loginId) })
  }
  await Promise.all(Array.from({ length: signInsAtOnce }, worker))
  return orders
}

import { createLineIds } from '../platform/privacy/lineIds.js'
import { ask } from './graphql.js'
import { kosControls, type Plan } from './kosControls.js'
import { type SeededRandom } from './seededRandom.js'
import { type Stack } from './stack.js'

/** One customer with one line, and the plan that they will ask for. */
export interface Order {
  loginId: string
  token: string
  lineId: string
  lineNumber: string
  from: string
  to: string
}

/** KOS lets a line change once in so many days; those that have just changed would only be refused. */
const restingDays = 31
const signInsAtOnce = 4

const signIn = `mutation ($userId: String!) {
  signIn(input: { userId: $userId, password: "yogeum-demo-1", client: API }) { ... on SignedIn { tokens { accessToken } } }
}`

/** Chooses so many customers, each with a line of their own that may change its plan, and signs them in. */
export async function chooseOrders(stack: Stack, count: number, random: SeededRandom): Promise<Order[]> {
  const kos = kosControls(stack.kosUrl)
  const lineIds = createLineIds(stack.secrets.LINE_ID_KEYS)
  const plans = (await kos.plans()).filter(({ status, eligibility }) => status === 'ACTIVE' && eligibility === null)
  const people = await kos.people(Math.min(2_000, count * 4 + 10))
  const before = new Date(Date.now() - restingDays * 86_400_000).toISOString()
  const found: Omit<Order, 'token'>[] = []
  for (const person of people) {
    const line = person.lines.find(({ lineStatus }) => lineStatus === 'ACTIVE')
    if (found.length === count || !line || !person.permissions.includes('PRODUCT_CHANGE')) continue
    const current = await kos.planOf(line.lineNumber)
    const target = choosePlan(plans, person.operatorCode, current?.code, random)
    if (!current || current.since >= before || !target) continue
    const { loginId } = person
    const { lineNumber } = line
    found.push({ loginId, lineNumber, lineId: lineIds.seal(lineNumber), from: current.code, to: target })
  }
  if (found.length < count) throw new Error(`only ${found.length} customers can change their plan, not ${count}`)
  return signInAll(stack, found)
}

/** Any plan of the operator. One in four allows no contract: a line that has one cannot take it along, and goes back. */
function choosePlan(
  plans: readonly Plan[],
  operator: string,
  current: string | undefined,
  random: SeededRandom,
): string | null {
  const candidates = plans.filter((plan) => plan.operator_code === operator && plan.product_code !== current)
  const withContract = candidates.filter((plan) => plan.contract_terms.includes(24))
  const from = random.unit() < 0.75 && withContract.length > 0 ? withContract : candidates
  return from.length === 0 ? null : random.pick(from).product_code
}

async function signInAll(stack: Stack, found: Omit<Order, 'token'>[]): Promise<Order[]> {
  const orders: Order[] = []
  const waiting = [...found]
  const [gateway] = stack.gateways
  if (!gateway) throw new Error('no gateway')
  const worker = async (): Promise<void> => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { data } = await ask(gateway.url, { query: signIn, variables: { userId: next.loginId } }, 30_000)
      const tokens = (data?.['signIn'] as { tokens?: { accessToken: string } } | undefined)?.tokens
      if (!tokens) throw new Error(`${next.loginId} was not signed in`)
      orders.push({ ...next, token: tokens.accessToken })
    }
  }
  await Promise.all(Array.from({ length: signInsAtOnce }, worker))
  return orders
}

import { ask } from '../../testing/program/graphql.js'
import { type SignedIn } from '../../testing/program/customersOfCopies.js'
import { productChanges } from '../../testing/program/productChanges.js'
import { targetOf } from '../../testing/program/targetOf.js'
import { until } from '../../testing/program/until.js'
import { type Fault, truth } from '../fault.js'
import { type Stage } from '../stage.js'

const query = `query ($id: ID!) { line(id: $id) { product { ... on Product { code } } bill { ... on Bill { product { code } } } } }`

/** Answers are fresh for their whole time here: nothing grows old by itself, so only the change can make it new. */
export const redisKilledDuringChange: Fault = {
  name: 'redis-killed-during-a-change',
  what: 'Redis is killed between a change of plan and all that could tell the copies of it',
  stage: () => ({ redis: true, env: { KOS_TTL_FACTOR: 1 } }),
  async run(stage) {
    const { customer, to } = await whoMayChange(stage)
    const { redis } = stage.copies
    const changes = productChanges(() => ({ url: stage.gateway }), customer.token)
    for (const plan of await plansAtAll(stage, customer)) if (plan === to) throw new Error('it is on that plan already')
    // Held at KOS, so that the change is under way when Redis dies.
    await stage.kos.break(['K5'], { latencyMs: 1_000 })
    const { change } = await changes.request({ lineId: customer.lineId, productCode: to })
    if (!change) throw new Error('the change was not accepted')
    await until('KOS has been asked', async () => (await changes.change(change.id))?.status === 'IN_PROGRESS')
    await redis?.stop()
    const { status } = await until('the change is over', async () => {
      const now = await changes.change(change.id)
      return now?.finishedAt ? now : null
    })
    const without = await plansAtAll(stage, customer)
    await redis?.start()
    const withRedis = await plansAtAll(stage, customer)
    return [
      truth('the change is completed', status === 'COMPLETED', status),
      truth(
        'every copy shows the new plan at once',
        without.every((plan) => plan === to),
        without.join(', '),
      ),
      truth(
        'and still does when Redis is back',
        withRedis.every((plan) => plan === to),
        withRedis.join(', '),
      ),
    ]
  },
}

/** The plan of the line and of its bill, asked often enough that every copy has answered. */
async function plansAtAll({ copies, gateway }: Stage, { lineId, token }: SignedIn): Promise<string[]> {
  const seen: string[] = []
  for (let asked = 0; asked < 4 * copies.copies.billing.length; asked += 1) {
    const { data } = await ask(gateway, { query, variables: { id: lineId }, token })
    const line = data?.['line'] as { product: { code?: string }; bill: { product?: { code: string } } } | null
    seen.push(line?.product.code ?? 'no plan', line?.bill.product?.code ?? 'no bill')
  }
  return [...new Set(seen)]
}

async function whoMayChange({ customers, kos }: Stage): Promise<{ customer: SignedIn; to: string }> {
  const plans = (await kos.plans()).filter(({ status, eligibility }) => status === 'ACTIVE' && eligibility === null)
  for (const customer of customers) {
    const to = targetOf('NO_CONTRACT', customer, await kos.contractOf(customer.lineNumber), plans)
    if (to !== undefined) return { customer, to }
  }
  throw new Error('nobody may change their plan')
}

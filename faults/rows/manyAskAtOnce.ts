import { eventually } from '../../testing/eventually.js'
import { type Fault, type Seen, speed, truth } from '../fault.js'
import { count, kindsOf, percentileOf, readLine } from '../readers.js'
import { type Stage } from '../stage.js'

const askers = 500

/** Nothing fails here: it is what many customers would do to a KOS that nobody protects. */
export const manyAskAtOnce: Fault = {
  name: 'many-ask-at-once',
  what: '500 simultaneous askers of one cold bill, at two copies',
  stage: () => ({ redis: true, customers: 1 }),
  async run({ kos, gateway, customers: [customer] }: Stage): Promise<Seen[]> {
    const month = new Date(Date.now() - 200 * 86_400_000).toISOString().slice(0, 7)
    const billsAsked = async () => Object.values(await kos.calls('K1')).reduce((sum, calls) => sum + calls, 0)
    const lines = (await kos.people(1_000)).find(({ loginId }) => loginId === customer.loginId)?.lines ?? []
    await eventually('what is fetched at sign-in is there', async () => (await billsAsked()) >= lines.length)
    await kos.break(['K1'], { latencyMs: 300 })
    const before = await billsAsked()
    const samples = await Promise.all(Array.from({ length: askers }, () => readLine(gateway, customer, month)))
    const calls = (await billsAsked()) - before
    return [
      truth('all have their answer', count(samples, 'fresh') === askers, kindsOf(samples)),
      truth('KOS was asked at most once a copy', calls <= 2 && calls >= 1, `${calls} calls`),
      speed(
        'how long it took',
        true,
        `p50/p99 ${percentileOf(samples, 50).toFixed(0)}/${percentileOf(samples, 99).toFixed(0)} ms`,
      ),
    ]
  },
}

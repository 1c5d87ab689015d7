import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Program, startProgram } from '../../testing/program/startProgram.js'
import { until } from '../../testing/program/until.js'

let program: Program

beforeAll(async () => {
  program = await startProgram()
}, 180_000)

afterAll(() => program?.stop())

/** Orders a change, does something once KOS has it, and says what the customer saw; `reconnects` of their socket. */
async function watchWhile(happens: () => Promise<void>): Promise<{ reconnects: number }> {
  const customer = await program.customer()
  const id = await customer.order()
  const { watched, ended } = customer.watch(id)
  await until('the order is on its way', () => watched.seen.some(({ type }) => type === 'KosChangeRequested'))
  await happens()
  const { seen, reconnects } = await ended

  expect(seen.at(-1)).toMatchObject({ type: 'Completed', status: 'COMPLETED' })
  const events = await program.events(id)
  expect(seen.map(({ version, type }) => [version, type])).toEqual(events.map(({ type }, index) => [index + 1, type]))
  return { reconnects }
}

describe('UFR-PROD-040 watching a change', () => {
  beforeAll(() => program.kos.break(['K5'], { latencyMs: 1_000 }))

  it('goes on over a killed product, on the same socket', async () => {
    const [product] = program.products
    const { reconnects } = await watchWhile(async () => {
      await product.kill()
      await product.start()
    })
    expect(reconnects).toBe(0)
  })

  it('is taken up again after a killed gateway, from the last version seen', async () => {
    const [gateway] = program.gateways
    const { reconnects } = await watchWhile(async () => {
      await gateway.kill()
      await gateway.start()
    })
    expect(reconnects).toBeGreaterThan(0)
  })
})

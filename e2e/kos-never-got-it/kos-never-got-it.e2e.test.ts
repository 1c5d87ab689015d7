import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Program, startProgram } from '../../testing/program/startProgram.js'
import { until } from '../../testing/program/until.js'

let program: Program

beforeAll(async () => {
  program = await startProgram({ env: { KOS_MAX_PROCESSING_MS: 3_000 } })
}, 180_000)

afterAll(() => program?.stop())

describe('UFR-PROD-040 an order that never arrived', () => {
  it('is found to have had no effect, is sent again, and is applied once', async () => {
    const { kos } = program
    await kos.break(['K5'], { resetRate: 1 })
    const customer = await program.customer()
    const id = await customer.order()
    const { watched, ended } = customer.watch(id)
    await until('the order is in doubt', () => watched.seen.some(({ status }) => status === 'IN_DOUBT'))
    await kos.heal()
    const { seen } = await ended

    expect(seen.map(({ type }) => type)).toEqual([
      'Requested',
      'Prechecked',
      'KosChangeRequested',
      'InDoubt',
      'DoubtResolved',
      'KosChangeRequested',
      'KosChanged',
      'ContractLeft',
      'ReadBackConfirmed',
      'BillingTold',
      'Completed',
    ])
    const events = await program.events(id)
    const at = (type: string): number => events.find((event) => event.type === type)?.at.getTime() ?? NaN
    expect(at('DoubtResolved') - at('InDoubt')).toBeGreaterThanOrEqual(3_000)
    expect(await kos.calls('K5')).toEqual({ RESET: 1, '0000': 1 })
    expect((await kos.ledger(id)).map(({ requestId }) => requestId)).toEqual([id])
  })
})

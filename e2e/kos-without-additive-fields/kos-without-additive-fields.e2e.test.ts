import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Program, startProgram } from '../../testing/program/startProgram.js'

let program: Program

beforeAll(async () => {
  program = await startProgram()
}, 180_000)

afterAll(() => program?.stop())

describe('UFR-PROD-040 a KOS that knows neither order status nor contract transfer', () => {
  it('resolves a doubt by the plan of the line', async () => {
    const { kos } = program
    await kos.settings({ additiveFields: false })
    await kos.break(['K5'], { applyThenDropRate: 1 })
    const customer = await program.customer()
    const id = await customer.order()
    const { seen } = await customer.watch(id).ended

    expect(seen.map(({ type }) => type)).toEqual([
      'Requested',
      'Prechecked',
      'KosChangeRequested',
      'InDoubt',
      'DoubtResolved',
      'KosChanged',
      ...['ContractTransferRequested', 'ContractLeft'],
      'ReadBackConfirmed',
      'BillingTold',
      'Completed',
    ])
    expect(await kos.calls('K5')).toEqual({ APPLIED_THEN_DROPPED: 1 })
    expect((await kos.ledger(id)).map(({ kind }) => kind)).toEqual(['PRODUCT_CHANGE'])
    // What a KOS does not have counts as no call of it.
    expect([await kos.calls('K6'), await kos.calls('K7')]).toEqual([{}, {}])
  })
})

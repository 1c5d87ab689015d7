import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Program, startProgram } from '../../testing/program/startProgram.js'

let program: Program

beforeAll(async () => {
  program = await startProgram()
}, 180_000)

afterAll(() => program?.stop())

describe('UFR-PROD-040 an order whose answer is lost', () => {
  it('is in doubt, then completed; sent once, applied once', async () => {
    const { kos } = program
    await kos.break(['K5'], { applyThenDropRate: 1 })
    const customer = await program.customer()
    const id = await customer.order()
    const { seen } = await customer.watch(id).ended

    const statuses = seen.map(({ status }) => status)
    expect(statuses).toContain('IN_DOUBT')
    expect(statuses.at(-1)).toBe('COMPLETED')
    expect(seen.map(({ version }) => version)).toEqual(seen.map((_, index) => index + 1))
    expect(await kos.calls('K5')).toEqual({ APPLIED_THEN_DROPPED: 1 })
    expect((await kos.ledger(id)).map(({ kind, to }) => [kind, to])).toEqual([['PRODUCT_CHANGE', customer.to]])
    expect(await customer.planOf(customer.lineId)).toBe(customer.to)
  })

  it('does not lose the contract either when it is the transfer that is lost', async () => {
    const { kos } = program
    await kos.heal()
    await kos.break(['K6'], { applyThenDropRate: 1 })
    const customer = await program.customer('CONTRACT_MOVES')
    const id = await customer.order()
    const { seen } = await customer.watch(id).ended

    expect(seen.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['InDoubt', 'ContractTransferred', 'Completed']),
    )
    expect(await kos.calls('K6')).toEqual({ APPLIED_THEN_DROPPED: 1 })
    expect((await kos.ledger(id)).map(({ kind }) => kind)).toEqual(['PRODUCT_CHANGE', 'CONTRACT_TRANSFER'])
  })
})

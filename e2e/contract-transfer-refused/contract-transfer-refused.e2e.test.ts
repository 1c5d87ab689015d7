import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Program, startProgram } from '../../testing/program/startProgram.js'

let program: Program

beforeAll(async () => {
  program = await startProgram()
}, 180_000)

afterAll(() => program?.stop())

describe('UFR-PROD-040 a contract that the new plan does not allow', () => {
  it('brings the old plan back when nobody agreed to lose it', async () => {
    const { kos } = program
    const customer = await program.customer('CONTRACT_CANNOT_MOVE')
    const months = await kos.contractOf(customer.lineNumber)
    const id = await customer.order()
    const { seen } = await customer.watch(id).ended

    expect(seen.at(-1)).toMatchObject({ type: 'Compensated', status: 'COMPENSATED' })
    expect(seen.map(({ type }) => type)).toContain('ContractTransferRefused')
    expect(await customer.change(id)).toMatchObject({ failure: { code: 'CONTRACT_NOT_MOVED' } })
    const { from, to } = customer
    expect((await kos.ledger(id)).map((row) => [row.kind, row.from, row.to])).toEqual([
      ['PRODUCT_CHANGE', from, to],
      ['PRODUCT_CHANGE', to, from],
    ])
    expect(await kos.planOf(customer.lineNumber)).toMatchObject({ code: from })
    expect(await customer.planOf(customer.lineId)).toBe(from)
    expect(await kos.contractOf(customer.lineNumber)).toBe(months)
  })

  it('ends when the quote that says so was accepted', async () => {
    const { kos } = program
    const asked = await kos.calls('K6')
    const customer = await program.customer('CONTRACT_CANNOT_MOVE')
    const quote = await customer.quote(customer.lineId, customer.to)
    expect(quote.losses.map(({ kind }) => kind)).toContain('CONTRACT_DISCOUNT')
    const id = await customer.order(quote.id)
    const { seen } = await customer.watch(id).ended

    expect(seen.at(-1)).toMatchObject({ type: 'Completed', status: 'COMPLETED' })
    expect((await kos.ledger(id)).map(({ kind, to }) => [kind, to])).toEqual([['PRODUCT_CHANGE', customer.to]])
    expect(await kos.calls('K6')).toEqual(asked)
    expect(await customer.planOf(customer.lineId)).toBe(customer.to)
  })
})

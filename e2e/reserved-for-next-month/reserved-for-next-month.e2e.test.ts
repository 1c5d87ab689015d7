import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Program, startProgram, untilStatus } from '../../testing/program/startProgram.js'

let program: Program

beforeAll(async () => {
  program = await startProgram()
}, 180_000)

afterAll(() => program?.stop())

/** The first of next month in Seoul. */
function nextMonth(): string {
  const seoul = new Date(Date.now() + 9 * 3_600_000)
  return new Date(Date.UTC(seoul.getUTCFullYear(), seoul.getUTCMonth() + 1, 1)).toISOString().slice(0, 10)
}

describe('UFR-PROD-030 a change for the next bill month', () => {
  it('is reserved, outlives a crash of the processes, and can be cancelled', async () => {
    const { kos, sagas, products } = program
    const customer = await program.customer()
    const { change, userErrors } = await customer.request({
      lineId: customer.lineId,
      productCode: customer.to,
      timing: 'NEXT_BILL_CYCLE',
    })
    expect(userErrors).toEqual([])
    expect(change).toMatchObject({ status: 'RESERVED', effectiveOn: nextMonth() })
    const id = change?.id ?? ''

    await Promise.all([sagas[0].kill(), products[0].kill()])
    await Promise.all([sagas[0].start(), products[0].start()])
    // A change that is carried out after it shows that the saga is at work again, and has left this one alone.
    const another = await program.customer()
    await untilStatus(another, await another.order(), ['COMPLETED'])
    expect(await untilStatus(customer, id, ['RESERVED'])).toMatchObject({ version: 1, effectiveOn: nextMonth() })
    expect(await kos.ledger(id)).toEqual([])

    expect(await customer.cancel(id)).toMatchObject({ change: { status: 'CANCELLED' }, userErrors: [] })
    expect(await customer.cancel(id)).toMatchObject({ change: { status: 'CANCELLED', version: 2 }, userErrors: [] })
    expect((await customer.watch(id).ended).seen.map(({ type }) => type)).toEqual(['Requested', 'Cancelled'])
    expect(await kos.ledger(id)).toEqual([])
  })
})

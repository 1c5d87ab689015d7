import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Program, startProgram, untilStatus, type Customer } from '../../testing/program/startProgram.js'
import { until } from '../../testing/program/until.js'
import { type ProductChanges } from '../../testing/program/productChanges.js'

let program: Program

beforeAll(async () => {
  program = await startProgram()
}, 180_000)

afterAll(() => program?.stop())

/** A change that has stopped, and the customer who watches it. */
async function stopped(): Promise<{ id: string; customer: Customer; watch: ReturnType<Customer['watch']> }> {
  const { kos } = program
  await kos.heal()
  // Time to break the order back while the contract is being moved.
  await kos.break(['K6'], { latencyMs: 1_500 })
  const customer = await program.customer('CONTRACT_CANNOT_MOVE')
  const id = await customer.order()
  const watch = customer.watch(id)
  await until('the contract is being moved', () =>
    watch.watched.seen.some(({ type }) => type === 'ContractTransferRequested'),
  )
  await kos.break(['K5'], { applyFailRate: 1 })
  await untilStatus(customer, id, ['NEEDS_ATTENTION'])
  await kos.heal()
  return { id, customer, watch }
}

const typesAfter = (seen: { type: string }[], type: string): string[] => {
  const types = seen.map((event) => event.type)
  return types.slice(types.indexOf(type) + 1)
}

async function take(operator: ProductChanges, id: string): Promise<void> {
  expect(await operator.needingAttention()).toContain(id)
  const { userErrors } = await operator.operate('addProductChangeNote', { id, note: '통신사에 문의했습니다.' })
  expect(userErrors).toEqual([])
}

describe('UFR-PROD-040 a change that cannot be undone by itself', () => {
  it('is undone by the operator when KOS can', async () => {
    const operator = await program.operator()
    const { id, customer, watch } = await stopped()
    expect(await customer.change(id)).toMatchObject({ failure: { code: 'COMPENSATION_REFUSED' }, finishedAt: null })
    await take(operator, id)
    await expect(customer.operate('compensateProductChange', { id, reason: '제가 할게요.' })).rejects.toThrow(
      'FORBIDDEN',
    )
    expect((await operator.operate('compensateProductChange', { id, reason: '다시 되돌립니다.' })).userErrors).toEqual(
      [],
    )

    const { seen } = await watch.ended
    expect(typesAfter(seen, 'AttentionNeeded')).toEqual([
      'OperatorNoted',
      'OperatorOrderedCompensation',
      'CompensationRequested',
      'KosChangedBack',
      'BillingTold',
      'Compensated',
    ])
    const { from, to } = customer
    expect((await program.kos.ledger(id)).map((row) => [row.from, row.to])).toEqual([
      [from, to],
      [to, from],
    ])
    expect(await customer.planOf(customer.lineId)).toBe(from)
    expect(await operator.needingAttention()).not.toContain(id)
  })

  it('is finished by the operator who vouches that it was mended at KOS', async () => {
    const operator = await program.operator()
    const { id, customer, watch } = await stopped()
    await take(operator, id)
    const kosOrderNumber = await program.kos.changePlan(customer.lineNumber, { from: customer.to, to: customer.from })
    const input = { id, kosOrderNumber, reason: '통신사에서 직접 되돌렸습니다.' }
    expect((await operator.operate('markProductChangeApplied', input)).userErrors).toEqual([])

    const { seen } = await watch.ended
    expect(typesAfter(seen, 'OperatorNoted')).toEqual([
      'OperatorMarkedApplied',
      'KosChangedBack',
      'BillingTold',
      'Compensated',
    ])
    expect(await customer.planOf(customer.lineId)).toBe(customer.from)
    expect((await operator.operate('retryProductChange', { id, reason: '확인' })).userErrors).toMatchObject([
      { __typename: 'ChangeNotWaiting' },
    ])
  })
})

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Program, startProgram } from '../../testing/program/startProgram.js'
import { randomUUID } from 'node:crypto'

let program: Program

beforeAll(async () => {
  program = await startProgram()
}, 180_000)

afterAll(() => program?.stop())

describe('UFR-PROD-030 fifty requests at once for one line', () => {
  it('begin one change, and name it', async () => {
    const { kos } = program
    const customer = await program.customer()
    const { lineId, to: productCode, from } = customer
    const keys = Array.from({ length: 50 }, () => randomUUID())
    const answers = await Promise.all(
      keys.map(async (idempotencyKey) => ({
        idempotencyKey,
        ...(await customer.request({ lineId, productCode, idempotencyKey })),
      })),
    )

    const winners = answers.filter(({ change }) => change !== null)
    expect(winners).toHaveLength(1)
    const [winner] = winners
    const id = winner?.change?.id ?? ''
    const others = answers.filter((answer) => answer !== winner).map(({ userErrors }) => userErrors)
    expect(others).toEqual(Array.from({ length: 49 }, () => [{ __typename: 'OrderInFlight', change: { id } }]))

    const idempotencyKey = winner?.idempotencyKey ?? ''
    const again = await customer.request({ lineId, productCode, idempotencyKey })
    expect(again).toMatchObject({ change: { id }, userErrors: [] })
    const other = await customer.request({ lineId, productCode: from, idempotencyKey })
    expect(other).toMatchObject({ change: null, userErrors: [{ __typename: 'IdempotencyKeyReused' }] })

    expect((await customer.watch(id).ended).seen.at(-1)).toMatchObject({ status: 'COMPLETED' })
    expect(await kos.calls('K5')).toEqual({ '0000': 1 })
    expect((await kos.ledger()).filter(({ lineNumber }) => lineNumber === customer.lineNumber)).toHaveLength(1)
  })
})

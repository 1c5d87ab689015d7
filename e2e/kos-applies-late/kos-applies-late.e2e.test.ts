import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Program, startProgram } from '../../testing/program/startProgram.js'

let program: Program

beforeAll(async () => {
  program = await startProgram({ env: { KOS_MAX_PROCESSING_MS: 8_000 } })
}, 180_000)

afterAll(() => program?.stop())

describe('UFR-PROD-040 an order that KOS applies late', () => {
  it('is completed with one effect, and not before KOS shows it', async () => {
    const { kos } = program
    await kos.break(['K5'], { applyDelayMs: 2_500, readBackDelayMs: 1_500 })
    const customer = await program.customer()
    const id = await customer.order()
    const { seen } = await customer.watch(id).ended

    expect(seen.map(({ status }) => status)).toContain('IN_DOUBT')
    expect(seen.at(-1)).toMatchObject({ type: 'Completed', status: 'COMPLETED' })
    // Who looks as soon as the end is told finds the new plan.
    expect((await kos.planOf(customer.lineNumber))?.code).toBe(customer.to)
    expect(await kos.calls('K5')).toEqual({ '0000': 1 })
    expect(await kos.ledger(id)).toHaveLength(1)
  })
})

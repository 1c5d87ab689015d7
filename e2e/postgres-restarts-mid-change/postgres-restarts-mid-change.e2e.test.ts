import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Program, startProgram } from '../../testing/program/startProgram.js'
import { until } from '../../testing/program/until.js'

let program: Program

beforeAll(async () => {
  program = await startProgram({ env: { KOS_MAX_PROCESSING_MS: 3_000 } })
}, 180_000)

afterAll(() => program?.stop())

describe('UFR-PROD-040 a change while PostgreSQL restarts', () => {
  it('is completed, and is seen without gap or repeat', async () => {
    const { kos } = program
    await kos.break(['K5'], { latencyMs: 1_500 })
    const customer = await program.customer()
    const id = await customer.order()
    const { watched, ended } = customer.watch(id)
    await until('the order is on its way', () => watched.seen.some(({ type }) => type === 'KosChangeRequested'))
    await program.restartPostgres()
    const { seen } = await ended

    expect(seen.at(-1)).toMatchObject({ type: 'Completed', status: 'COMPLETED' })
    const events = await program.events(id)
    expect(seen.map(({ version, type }) => [version, type])).toEqual(events.map(({ type }, index) => [index + 1, type]))
    expect(await kos.ledger(id)).toHaveLength(1)
    expect((await kos.planOf(customer.lineNumber))?.code).toBe(customer.to)
    expect(await customer.planOf(customer.lineId)).toBe(customer.to)
  })
})

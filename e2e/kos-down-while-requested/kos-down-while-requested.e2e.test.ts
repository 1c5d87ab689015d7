import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Program, startProgram } from '../../testing/program/startProgram.js'
import { until } from '../../testing/program/until.js'

let program: Program

beforeAll(async () => {
  program = await startProgram()
}, 180_000)

afterAll(() => program?.stop())

/** The breaker in front of KOS stays open for 10 s, and then the pause of the saga may still run. */
const withinMs = 30_000

describe('UFR-PROD-030 a change that is requested while KOS is down', () => {
  it('is accepted, waits, and is completed within seconds of KOS being back', async () => {
    const { kos } = program
    const customer = await program.customer()
    await kos.break(['all'], { down: true })
    const id = await customer.order()
    await until('the saga has asked KOS in vain', async () => {
      const { DOWN = 0 } = await kos.calls('K3')
      return DOWN >= 3
    })
    expect(await customer.change(id)).toMatchObject({ status: 'REQUESTED', version: 1, finishedAt: null })
    expect(await kos.calls('K5')).toEqual({})
    expect(await kos.ledger(id)).toEqual([])

    await kos.heal()
    const healedAt = performance.now()
    const { seen } = await customer.watch(id).ended
    expect(performance.now() - healedAt).toBeLessThan(withinMs)
    expect(seen.at(-1)).toMatchObject({ type: 'Completed', status: 'COMPLETED' })
    expect(await kos.ledger(id)).toHaveLength(1)
  })
})

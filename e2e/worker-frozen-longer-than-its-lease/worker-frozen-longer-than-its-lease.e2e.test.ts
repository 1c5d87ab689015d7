import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Program, startProgram } from '../../testing/program/startProgram.js'
import { until } from '../../testing/program/until.js'

let program: Program

beforeAll(async () => {
  program = await startProgram({ copies: { sagas: 2 } })
}, 180_000)

afterAll(() => program?.stop())

describe('UFR-PROD-040 a worker that sleeps through its lease', () => {
  it('writes nothing when it wakes up', async () => {
    const { kos } = program
    await kos.break(['K5'], { latencyMs: 1_500 })
    const customer = await program.customer()
    const id = await customer.order()
    const { watched, ended } = customer.watch(id)
    await until('the order is on its way', () => watched.seen.some(({ type }) => type === 'KosChangeRequested'))
    const frozen = await program.holder(id)
    frozen.freeze()
    await until('another worker has taken over', () => watched.seen.some(({ type }) => type === 'InDoubt'))
    frozen.thaw()
    await until('the first one has tried to write', async () =>
      (await frozen.log()).includes('somebody else wrote into the stream'),
    )
    const { seen } = await ended

    expect(seen.at(-1)).toMatchObject({ type: 'Completed', status: 'COMPLETED' })
    const events = await program.events(id)
    expect(seen.map(({ version }) => version)).toEqual(events.map((_, index) => index + 1))
    const fences = events.flatMap(({ fence }) => (fence === null ? [] : [fence]))
    expect(fences).toEqual([...fences].sort((a, b) => a - b))
    expect(new Set(fences).size).toBeGreaterThanOrEqual(2)
    expect(await kos.calls('K5')).toEqual({ '0000': 1 })
    expect(await kos.ledger(id)).toHaveLength(1)
  })
})

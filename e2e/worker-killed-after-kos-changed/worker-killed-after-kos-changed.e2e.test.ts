import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Program, startProgram } from '../../testing/program/startProgram.js'
import { until } from '../../testing/program/until.js'

let program: Program

beforeAll(async () => {
  program = await startProgram({
    copies: { sagas: 2 },
    // Nobody gives up waiting before the kill comes.
    env: { KOS_WRITE_TIMEOUT_MS: 60_000, SAGA_LEASE_MS: 10_000, SAGA_SWEEP_MS: 2_000 },
  })
}, 180_000)

afterAll(() => program?.stop())

describe('UFR-PROD-040 a worker that is killed between KOS and our own database', () => {
  it('costs under 20 s, and no second order', async () => {
    const { kos } = program
    await kos.break(['K5'], { malformed: 'drip' })
    const customer = await program.customer()
    const id = await customer.order()
    const { watched, ended } = customer.watch(id)
    await until('KOS has applied the order', async () => (await kos.ledger(id)).length === 1)
    const holder = await program.holder(id)
    await holder.kill()
    const killedAt = performance.now()
    await kos.heal()
    expect(watched.seen.at(-1)?.type).toBe('KosChangeRequested')

    const { seen } = await ended
    const tookMs = performance.now() - killedAt
    process.stdout.write(`the change was finished ${(tookMs / 1000).toFixed(1)} s after its worker was killed\n`)
    expect(tookMs).toBeLessThan(20_000)
    expect(seen.slice(3, 6).map(({ type }) => type)).toEqual(['InDoubt', 'DoubtResolved', 'KosChanged'])
    expect(seen.at(-1)).toMatchObject({ type: 'Completed', status: 'COMPLETED' })

    const fences = (await program.events(id)).flatMap(({ fence }) => (fence === null ? [] : [fence]))
    expect(new Set(fences).size).toBeGreaterThanOrEqual(2)
    expect(await kos.calls('K5')).toEqual({ '0000': 1 })
    expect(await kos.ledger(id)).toHaveLength(1)
  })
})

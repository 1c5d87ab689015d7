import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { startSagaBench, type SagaBench } from './testing/startSagaBench.js'

let bench: SagaBench
beforeEach(async () => {
  bench = await startSagaBench()
})
afterEach(() => bench.end())

const asked = { of: 'demo02', to: 'LTE-PLUS-007' }
const once = ['PRODUCT_CHANGE LTE-LITE-003>LTE-PLUS-007 id']
const orders = async (id: string) => (await bench.types(id)).filter((type) => type === 'KosChangeRequested').length
const sum = (counts: Record<string, number>) => Object.values(counts).reduce((all, one) => all + one, 0)

describe('UFR-PROD-040 nobody knows whether the order took effect', () => {
  it.each<[string, Record<string, unknown>]>([
    ['applied, and the answer lost', { applyThenDropRate: 1 }],
    ['2099, and applied all the same', { applyThenFailRate: 1 }],
    ['accepted, and applied late', { applyDelayMs: 600 }],
    ['applied after the answer was given up', { latencyMs: 700 }],
  ])('%s: found out from K7, completed, ordered once', async (_what, faults) => {
    await bench.kos.faults({ operation: 'K5', ...faults })
    await bench.worker({ kos: bench.kosClient({ writeTimeoutMs: 400 }) })
    const id = await bench.ask(asked)
    await bench.until(id, 'InDoubt')
    await bench.until(id, 'COMPLETED')
    expect(await bench.ledger(id)).toEqual(once)
    expect(await orders(id)).toBe(1)
    expect(sum(await bench.kos.calls('K5'))).toBe(1)
  })

  it('2099 and not applied: rejected, nothing in the ledger', async () => {
    await bench.kos.faults({ operation: 'K5', applyFailRate: 1 })
    await bench.worker()
    const id = await bench.ask(asked)
    await bench.until(id, 'REJECTED')
    expect((await bench.view(id)).failure?.code).toBe('KOS_FAILED')
    expect(await bench.ledger(id)).toEqual([])
  })

  it('never arrived: ordered again under the same id once K3 can be believed', async () => {
    await bench.kos.faults({ operation: 'K5', resetRate: 1 })
    await bench.worker({ policy: { maxProcessingMs: 600 } })
    const id = await bench.ask(asked)
    await bench.until(id, 'InDoubt')
    await bench.kos.faults({ operation: 'K5' })
    await bench.until(id, 'COMPLETED')
    const stored = await bench.events(id)
    const sent = stored.filter(({ type }) => type === 'KosChangeRequested')
    expect(sent.map(({ data }) => (data as { requestId: string }).requestId)).toEqual([id, id])
    const [first, second] = sent.map(({ at }) => at.getTime())
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(600)
    expect(await bench.ledger(id)).toEqual(once)
  })

  it('never arrives: given up after three times, rejected', async () => {
    await bench.kos.faults({ operation: 'K5', resetRate: 1 })
    await bench.worker({ policy: { maxProcessingMs: 200 } })
    const id = await bench.ask(asked)
    await bench.until(id, 'REJECTED')
    expect(await orders(id)).toBe(3)
    expect((await bench.view(id)).failure?.code).toBe('KOS_DID_NOT_APPLY')
  })

  it('at a KOS without K6 and K7: found out from K3', async () => {
    await bench.kos.settings({ additiveFields: false, honourRequestId: false })
    await bench.kos.faults({ operation: 'K5', applyThenDropRate: 1 })
    await bench.worker()
    const id = await bench.ask(asked)
    await bench.until(id, 'COMPLETED')
    expect(await bench.ledger(id)).toEqual(once)
    expect((await bench.events(id)).find(({ type }) => type === 'KosChanged')?.data).toMatchObject({
      learnedBy: 'READ_BACK',
    })
    expect((await bench.events(id)).find(({ type }) => type === 'ContractLeft')?.data).toEqual({
      reason: 'UNSUPPORTED',
    })
  })

  it('the same for the contract: K6 answered to nobody', async () => {
    await bench.kos.faults({ operation: 'K6', applyThenDropRate: 1 })
    await bench.worker()
    const id = await bench.ask({ of: 'demo05', to: 'LTE-PLUS-007' })
    await bench.until(id, 'COMPLETED')
    expect((await bench.ledger(id)).map((entry) => entry.split(' ')[0])).toEqual([
      'PRODUCT_CHANGE',
      'CONTRACT_TRANSFER',
    ])
  })

  it('and for the old plan: K5 back answered to nobody', async () => {
    await bench.worker()
    await bench.kos.faults({ operation: 'K6', latencyMs: 400 })
    const id = await bench.ask({ of: 'demo05', to: 'LTE-LITE-003' })
    await bench.until(id, 'ContractTransferRequested')
    await bench.kos.faults({ operation: 'K5', applyThenDropRate: 1 })
    await bench.until(id, 'COMPENSATED')
    expect(await bench.ledger(id)).toHaveLength(2)
  })

  it('and KOS never says: a person is asked, who undoes it', async () => {
    await bench.kos.faults({ operation: 'K5', applyThenDropRate: 1 })
    await bench.kos.faults({ operation: 'K7', down: true })
    await bench.worker({
      policy: { doubtGiveUpMs: 400 },
      kos: bench.kosClient({
        reads: { breaker: { minimumCalls: 1_000 } },
        orders: { breaker: { minimumCalls: 1_000 } },
      }),
    })
    await bench.kos.faults({ operation: 'K5', applyThenDropRate: 1, readBackDelayMs: 60_000 })
    const id = await bench.ask(asked)
    await bench.until(id, 'NEEDS_ATTENTION')
    expect((await bench.view(id)).failure?.code).toBe('UNRESOLVED')
    await bench.kos.faults({})
    await bench.command(id, { command: 'compensate', by: 'op', why: 'asked to' })
    await bench.until(id, 'COMPENSATED')
    expect(await bench.ledger(id)).toEqual([...once, 'PRODUCT_CHANGE LTE-PLUS-007>LTE-LITE-003 id.c1'])
    expect((await bench.view(id)).failure?.code).toBe('UNDONE')
  })
})

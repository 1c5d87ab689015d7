import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { eventually } from '../../../testing/eventually.js'
import { startSagaBench, type SagaBench } from './testing/startSagaBench.js'

let bench: SagaBench
beforeEach(async () => {
  bench = await startSagaBench()
})
afterEach(() => bench.end())

const change = (from: string, to: string) => `PRODUCT_CHANGE ${from}>${to} id`
const transfer = (from: string, to: string) => `CONTRACT_TRANSFER ${from}>${to} id.t1`
const productOf = async (loginId: string) => {
  const { body } = await bench.kos.product(await bench.kos.line(loginId))
  return (body.data?.['productInfo'] as { currentProductCode?: string; productCode?: string } | undefined) ?? {}
}

describe('UFR-PROD-040 a change that succeeds', () => {
  it('without a contract: one order, read back, billing told', async () => {
    await bench.worker()
    const id = await bench.ask({ of: 'demo02', to: 'LTE-PLUS-007' })
    await bench.until(id, 'COMPLETED')
    expect(await bench.types(id)).toEqual([
      ...['Requested', 'Prechecked', 'KosChangeRequested', 'KosChanged', 'ContractLeft', 'ReadBackConfirmed'],
      ...['BillingTold', 'Completed'],
    ])
    expect(await bench.ledger(id)).toEqual([change('LTE-LITE-003', 'LTE-PLUS-007')])
    const { lineKey, kosOrderNumber, failure } = await bench.view(id)
    expect(bench.billing.told).toEqual([{ lineKey, version: 1 }])
    expect([kosOrderNumber?.slice(0, 2), failure]).toEqual(['KO', null])
    expect(await bench.rows.productChange.findUnique({ where: { id } })).toMatchObject({
      status: 'COMPLETED',
      version: 8,
    })
    expect(await bench.rows.productChangeSaga.findUnique({ where: { changeId: id } })).toMatchObject({
      wakeAt: null,
      leaseUntil: null,
    })
  })

  it('with a contract: it moves along, once', async () => {
    await bench.worker()
    const id = await bench.ask({ of: 'demo05', to: 'LTE-PLUS-007' })
    await bench.until(id, 'COMPLETED')
    expect(await bench.ledger(id)).toEqual([
      change('LTE-MAX-100', 'LTE-PLUS-007'),
      transfer('LTE-MAX-100', 'LTE-PLUS-007'),
    ])
    expect(await bench.types(id)).toContain('ContractTransferred')
  })

  it('with a contract whose loss was accepted: K6 is not asked', async () => {
    await bench.worker()
    const accepted = { quoteId: 'q', fromNextMonth: 9_900, contractLossAccepted: true }
    const id = await bench.ask({ of: 'demo05', to: 'LTE-LITE-003', request: { accepted } })
    await bench.until(id, 'COMPLETED')
    expect(await bench.ledger(id)).toEqual([change('LTE-MAX-100', 'LTE-LITE-003')])
    expect(await bench.kos.calls('K6')).toEqual({})
  })

  it('K3 shows it late: waited for', async () => {
    await bench.kos.faults({ operation: 'K5', readBackDelayMs: 700 })
    await bench.worker()
    const id = await bench.ask({ of: 'demo02', to: 'LTE-PLUS-007' })
    await bench.until(id, 'COMPLETED')
    expect(await bench.ledger(id)).toHaveLength(1)
  })

  it('billing is told until it has heard', async () => {
    bench.billing.answers = false
    await bench.worker()
    const id = await bench.ask({ of: 'demo02', to: 'LTE-PLUS-007' })
    await bench.until(id, 'ReadBackConfirmed')
    const { version } = await bench.view(id)
    await eventually('billing to be told again and again', () => bench.billing.told.length >= 4)
    expect((await bench.view(id)).version).toBe(version)
    bench.billing.answers = true
    await bench.until(id, 'COMPLETED')
  })

  it('a note in the middle of the order costs nothing', async () => {
    await bench.kos.faults({ operation: 'K5', latencyMs: 400 })
    await bench.worker()
    const id = await bench.ask({ of: 'demo02', to: 'LTE-PLUS-007' })
    await bench.until(id, 'KosChangeRequested')
    await bench.command(id, { command: 'note', by: 'op', note: 'n' })
    await bench.until(id, 'COMPLETED')
    expect(await bench.types(id)).toEqual([
      ...['Requested', 'Prechecked', 'KosChangeRequested', 'OperatorNoted', 'KosChanged', 'ContractLeft'],
      ...['ReadBackConfirmed', 'BillingTold', 'Completed'],
    ])
  })
})

describe('UFR-PROD-040 a change that does not', () => {
  it('UFR-PROD-030 whose checks fail is rejected, and KOS is asked to change nothing', async () => {
    await bench.worker()
    const id = await bench.ask({ of: 'demo03', to: 'LTE-PLUS-007' })
    await bench.until(id, 'REJECTED')
    expect((await bench.events(id)).at(-1)?.data).toMatchObject({
      checks: expect.arrayContaining([expect.objectContaining({ check: 'LINE_ACTIVE', passed: false })]) as unknown,
    })
    expect(await bench.kos.calls('K5')).toEqual({})
  })

  it('whose contract cannot move is undone: old plan, nothing left of it', async () => {
    await bench.worker()
    const id = await bench.ask({ of: 'demo05', to: 'LTE-LITE-003' })
    await bench.until(id, 'COMPENSATED')
    expect(await bench.ledger(id)).toEqual([
      change('LTE-MAX-100', 'LTE-LITE-003'),
      'PRODUCT_CHANGE LTE-LITE-003>LTE-MAX-100 id.c1',
    ])
    expect((await bench.view(id)).failure?.code).toBe('CONTRACT_NOT_MOVED')
    expect(bench.billing.told.map(({ version }) => version)).toEqual([2])
    expect(Object.values(await productOf('demo05'))).toContain('LTE-MAX-100')
  })

  it('and cannot be undone, for its old plan is no longer sold, needs a person', async () => {
    const client = bench.kosClient()
    const kos = {
      ...client,
      forRequest: (trace: Parameters<typeof client.forRequest>[0]) => ({
        ...client.forRequest(trace),
        transferContract: () => Promise.resolve({ kind: 'refused' as const, resultCode: '4002', calls: [] }),
      }),
    }
    await bench.kos.settings({ additiveFields: false, honourRequestId: true })
    await bench.worker({ kos })
    const id = await bench.ask({ of: 'demo01', ordinal: 2, to: 'LTE-PLUS-007' })
    await bench.until(id, 'NEEDS_ATTENTION')
    expect((await bench.types(id)).slice(-3)).toEqual([
      'CompensationRequested',
      'CompensationRefused',
      'AttentionNeeded',
    ])
    expect((await bench.view(id)).failure?.code).toBe('COMPENSATION_REFUSED')
    await bench.command(id, { command: 'markApplied', by: 'op', why: 'by telephone', kosOrderNumber: 'KO8' })
    await bench.until(id, 'COMPENSATED')
  })
})

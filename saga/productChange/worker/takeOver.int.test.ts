import { performance } from 'node:perf_hooks'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createLineIds } from '../../../platform/privacy/lineIds.js'
import { eventually } from '../../../testing/eventually.js'
import { testKeys } from '../../../testing/keys.js'
import { type ChangeEvent } from '../domain/events.js'
import { defaultPolicy } from '../domain/policy.js'
import { passedChecks, product } from '../domain/testing/story.js'
import { createChangeEventStore } from '../eventStore/changeEventStore.js'
import { createSagaStore } from '../eventStore/sagaStore.js'
import { createChangeReadStore } from '../readSide/changeReadStore.js'
import { advanceChange } from './advanceChange.js'
import { createOrderGate } from './orderGate.js'
import { startSagaBench, type SagaBench } from './testing/startSagaBench.js'
import { idleTracer } from '../../../platform/telemetry/tracer.js'

let bench: SagaBench
beforeEach(async () => {
  bench = await startSagaBench()
})
afterEach(() => bench.end())

const from = 'LTE-LITE-003'
const to = 'LTE-PLUS-007'
const once = [`PRODUCT_CHANGE ${from}>${to} id`]
const ordered = (requestId: string): ChangeEvent[] => [
  {
    type: 'Prechecked',
    data: { checks: passedChecks, fromCode: from, contract: { kind: 'NONE' }, from: product(from), to: product(to) },
  },
  { type: 'KosChangeRequested', data: { requestId, from, to } },
]
const orders = async (id: string) => (await bench.types(id)).filter((type) => type === 'KosChangeRequested').length

describe('UFR-PROD-040 a worker that dies', () => {
  it.each([
    ['after KOS had the order: nothing is ordered again', true, 1],
    ['before KOS had the order: it is, once that is known', false, 2],
  ])('%s', async (_what, sent, sends) => {
    const id = await bench.ask({ of: 'demo02', to, events: ordered })
    const claimed = await createSagaStore(bench.rows, { leaseMs: 700, definitions: [1] }).claim(
      id,
      'dead',
      bench.clock(),
    )
    expect(claimed).toMatchObject({ token: 1 })
    const diedAt = performance.now()
    if (sent) await bench.kos.change(await bench.kos.line('demo02'), from, to, id)
    await bench.worker({ policy: { maxProcessingMs: 500 } })
    await bench.until(id, 'COMPLETED')
    expect(performance.now() - diedAt).toBeGreaterThanOrEqual(690)
    expect((await bench.types(id)).slice(3, 5)).toEqual(['InDoubt', 'DoubtResolved'])
    expect(await bench.ledger(id)).toEqual(once)
    expect(await orders(id)).toBe(sends)
  })

  it('or is stopped leaves its changes to the others at once', async () => {
    await bench.kos.faults({ operation: 'K5', latencyMs: 300 })
    const first = await bench.worker({ leaseMs: 30_000 })
    const id = await bench.ask({ of: 'demo02', to })
    await bench.until(id, 'KosChangeRequested')
    await first.stop()
    expect((await bench.types(id)).at(-1)).toBe('KosChanged')
    await bench.worker()
    await bench.until(id, 'COMPLETED')
    expect(await bench.ledger(id)).toEqual(once)
  })
})

describe('UFR-PROD-040 a worker that was frozen for longer than its lease', () => {
  it("finds the change another's, and nothing of what it knows is stored", async () => {
    await bench.kos.faults({ operation: 'K5', latencyMs: 1_500 })
    const id = await bench.ask({ of: 'demo02', to })
    const kos = bench.kosClient()
    const sagas = createSagaStore(bench.rows, { leaseMs: 500, definitions: [1] })
    const frozen = advanceChange(
      {
        events: createChangeEventStore(bench.rows),
        // Nothing is renewed while it sleeps.
        sagas: { ...sagas, renew: () => Promise.resolve(false) },
        changes: createChangeReadStore(bench.rows),
        ...{ kos, gate: createOrderGate(kos), billing: bench.billing, lineIds: createLineIds(testKeys.LINE_ID_KEYS) },
        ...{ policy: defaultPolicy, leaseMs: 60_000, worker: 'frozen', clock: bench.clock, random: Math.random },
        tracer: idleTracer,
        log: bench.log.log,
      },
      id,
      new AbortController().signal,
    )
    await bench.until(id, 'KosChangeRequested')
    await bench.worker()
    await bench.until(id, 'InDoubt')
    expect(await frozen).toBeNull()
    await bench.until(id, 'COMPLETED')
    const stored = await bench.rows.productChangeEvent.findMany({
      where: { streamId: id },
      orderBy: { version: 'asc' },
    })
    const taken = stored.findIndex(({ type }) => type === 'InDoubt')
    expect(stored.slice(1, taken).every(({ fence }) => fence === 1)).toBe(true)
    expect(stored.slice(taken).every(({ fence }) => (fence ?? 0) > 1)).toBe(true)
    expect(await bench.ledger(id)).toEqual(once)
    expect(await orders(id)).toBe(1)
  })

  it('does not send an order any more that it has stored before', async () => {
    const id = await bench.ask({ of: 'demo02', to })
    const kos = bench.kosClient()
    const store = createChangeEventStore(bench.rows)
    const lease = createSagaStore(bench.rows, { leaseMs: 500, definitions: [1] })
    await advanceChange(
      {
        events: {
          ...store,
          // It falls asleep between storing the order and sending it.
          async append(changeId, append) {
            const appended = await store.append(changeId, append)
            if (append.events.some(({ type }) => type === 'KosChangeRequested')) {
              const wokenAt = performance.now() + 600
              await eventually('the lease to be over', () => performance.now() > wokenAt)
            }
            return appended
          },
        },
        sagas: { ...lease, renew: () => Promise.reject(new Error('asleep')) },
        changes: createChangeReadStore(bench.rows),
        ...{ kos, gate: createOrderGate(kos), billing: bench.billing, lineIds: createLineIds(testKeys.LINE_ID_KEYS) },
        ...{ policy: defaultPolicy, leaseMs: 500, worker: 'frozen', clock: bench.clock, random: Math.random },
        tracer: idleTracer,
        log: bench.log.log,
      },
      id,
      new AbortController().signal,
    )
    expect(await bench.kos.calls('K5')).toEqual({})
    expect((await bench.types(id)).slice(2)).toEqual(['KosChangeRequested', 'NotSent'])
  })
})

describe('UFR-PROD-040 a reserved change', () => {
  it('starts on its day, also when everything was restarted in between', async () => {
    const startsAt = '2026-11-30T15:00:00.000Z'
    const first = await bench.worker()
    const request = { timing: 'NEXT_BILL_CYCLE', effectiveOn: '2026-12-01', startsAt } as const
    const id = await bench.ask({ of: 'demo02', to, request })
    const other = await bench.ask({ of: 'demo05', to })
    await bench.until(other, 'COMPLETED')
    expect((await bench.view(id)).status).toBe('RESERVED')
    await first.stop()
    await bench.kos.restart()
    bench.move(new Date(startsAt).getTime() - bench.clock().getTime())
    await bench.worker()
    await bench.until(id, 'COMPLETED')
    expect((await bench.types(id)).slice(0, 3)).toEqual(['Requested', 'Started', 'Prechecked'])
    expect(await bench.ledger(id)).toEqual(once)
  })
})

describe('UFR-PROD-040 many changes and two workers', () => {
  it('each is carried out exactly once', async () => {
    const lines = (await changeable()).slice(0, 40)
    expect(lines).toHaveLength(40)
    await bench.worker()
    await bench.worker()
    const ids = await Promise.all(lines.map((line) => bench.ask({ of: line.number, to: line.to })))
    for (const id of ids) await bench.until(id, 'COMPLETED')
    const ledger = await bench.kos.ledger()
    const changes = ledger.filter(({ kind }) => kind === 'PRODUCT_CHANGE').map(({ requestId }) => requestId)
    expect(changes.sort()).toEqual([...ids].sort())
    const versions = await bench.rows.productLineVersion.findMany()
    expect(versions.map(({ version }) => version)).toEqual(ids.map(() => 1))
    const streams = await bench.rows.productChangeEvent.groupBy({
      by: ['streamId'],
      _count: true,
      _max: { version: true },
    })
    for (const { _count, _max } of streams) expect(_max.version).toBe(_count)
  })
})

/** Lines without a contract that may go to another plan, in the order of the population. */
async function changeable(): Promise<{ number: string; to: string }[]> {
  const found: { number: string; to: string }[] = []
  for (let page = 1; found.length < 40 && page < 200; page += 1) {
    const { lines, operatorCode } = await bench.kos.person(`c${String(page).padStart(5, '0')}`)
    for (const { lineNumber, lineStatus, productCode } of lines) {
      if (lineStatus !== 'ACTIVE' || operatorCode !== 'KT' || productCode === to) continue
      const since = (await bench.kos.product(lineNumber)).body.data?.['productInfo'] as { contractDate: string }
      const bill = (await bench.kos.bill(lineNumber)).body.data?.['billInfo'] as { contract?: unknown } | undefined
      if (bill && !bill.contract && since.contractDate.replace(/\D/g, '') < '202610')
        found.push({ number: lineNumber, to })
    }
  }
  return found
}

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createLogger } from '../../../platform/logging/logger.js'
import { eventually } from '../../../testing/eventually.js'
import { createKosReporter, type KosReporter, type ReportTarget } from './kosReporter.js'
import { type KosReport } from './kosReport.js'

const now = new Date('2026-11-25T01:00:00Z')
let sent: { copy: string; report: KosReport; settle: (error?: Error) => void }[]
let closed: number
let logLines: string[]
let lag: number
let reporter: KosReporter

/** Answers a report only when the test does. */
const target: ReportTarget = {
  send: (copy, report) =>
    new Promise((resolve, reject) =>
      sent.push({ copy, report, settle: (error) => (error ? reject(error) : resolve()) }),
    ),
  close: () => Promise.resolve(void (closed += 1)),
}
function start(everyMs = 3_600_000): void {
  reporter = createKosReporter({
    ...{ role: 'SAGA', target, everyMs, againAfterMs: 1 },
    snapshot: () => ({ operations: [], historyBatches: null, eventLoopLagMs: (lag += 1) }),
    clock: () => now,
    log: createLogger({ role: 'saga', destination: { write: (line) => void logLines.push(line) } }),
  })
}
/** The report of that number, from 1. */
const reported = (count: number) => eventually(`report ${count}`, () => sent[count - 1])
const seqs = ({ report }: { report: KosReport }) => report.changes.map(({ seq }) => seq)

beforeEach(() => {
  sent = []
  closed = 0
  logLines = []
  lag = 0
})
afterEach(async () => {
  const stopped = reporter.stop()
  sent.forEach(({ settle }) => settle())
  await stopped
})

describe('reports of how KOS fares', () => {
  it('begin at once, and go on under one name', async () => {
    start(5)
    const first = await reported(1)
    first.settle()
    const second = await reported(2)
    expect(second.copy).toBe(first.copy)
    expect(first.report).toEqual({
      role: 'SAGA',
      snapshot: { operations: [], historyBatches: null, eventLoopLagMs: 1 },
      changes: [],
    })
  })

  it('are one at a time: what comes meanwhile is one report, with what is newest then', async () => {
    start(1)
    const first = await reported(1)
    for (const state of ['OPEN', 'HALF_OPEN', 'CLOSED'] as const) reporter.breakerChanged('K1', state)
    await new Promise((resolve) => setImmediate(resolve))
    expect(sent).toHaveLength(1)
    expect(lag).toBe(1)
    first.settle()
    expect(seqs(await reported(2))).toEqual([1, 2, 3])
  })

  it('say at once that a breaker has changed, from what to what, and not again', async () => {
    start()
    ;(await reported(1)).settle()
    reporter.breakerChanged('K1', 'OPEN')
    reporter.breakerChanged('K5', 'OPEN')
    const second = await reported(2)
    expect(second.report.changes).toEqual([
      { seq: 1, at: now, operation: 'K1', from: 'CLOSED', to: 'OPEN' },
      { seq: 2, at: now, operation: 'K5', from: 'CLOSED', to: 'OPEN' },
    ])
    second.settle()
    reporter.breakerChanged('K1', 'HALF_OPEN')
    expect((await reported(3)).report.changes).toEqual([
      { seq: 3, at: now, operation: 'K1', from: 'OPEN', to: 'HALF_OPEN' },
    ])
  })

  it('keep a change until it is told, and log once that billing stays away', async () => {
    start()
    ;(await reported(1)).settle()
    reporter.breakerChanged('K1', 'OPEN')
    // Each is tried again without waiting for the next round, which is an hour away.
    for (let count = 2; count <= 9; count += 1) {
      const report = await reported(count)
      expect(seqs(report)).toEqual([1])
      expect(logLines).toHaveLength(count <= 6 ? 0 : 1)
      report.settle(Object.assign(new Error('no'), { code: 'ECONNREFUSED' }))
    }
    const last = await reported(10)
    reporter.breakerChanged('K1', 'HALF_OPEN')
    last.settle()
    expect(seqs(await reported(11))).toEqual([2])
    expect(logLines).toHaveLength(1)
    expect(logLines[0]).toContain('ECONNREFUSED')
  })

  it('hold a bounded number of changes, the newest, told fifty at a time and in order', async () => {
    start()
    const first = await reported(1)
    for (let times = 0; times < 300; times += 1) reporter.breakerChanged('K1', times % 2 === 0 ? 'OPEN' : 'CLOSED')
    first.settle()
    const told: number[] = []
    for (let count = 2; count <= 5; count += 1) {
      const report = await reported(count)
      expect(report.report.changes).toHaveLength(50)
      told.push(...seqs(report))
      report.settle()
    }
    expect(told).toEqual(Array.from({ length: 200 }, (_, index) => 101 + index))
  })

  it('are tried again soon after one that failed, also when nothing has changed', async () => {
    start()
    ;(await reported(1)).settle(new Error('not up yet'))
    expect((await reported(2)).report.changes).toEqual([])
  })

  it('end with the role: the one under way is waited for, and none follows', async () => {
    start(1)
    const first = await reported(1)
    reporter.breakerChanged('K1', 'OPEN')
    const stopped = reporter.stop()
    expect(closed).toBe(0)
    first.settle()
    await stopped
    expect([closed, sent.length]).toEqual([1, 1])
  })
})

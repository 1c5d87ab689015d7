import { describe, expect, it } from '@jest/globals'
import { type DeskBreakerChangeFragment, type DeskHealthHistoryQuery } from '../generated/operations.js'
import { commandsFor } from './changeCommand.js'
import { changesAsked, readChangeFilter, writeChangeFilter } from './changeFilter.js'
import { formatAge, formatDuration } from './duration.js'
import { chartMinutes } from './healthMinutes.js'
import { inquiriesAsked, readInquiryFilter, writeInquiryFilter } from './inquiryFilter.js'
import { addressValue, instantOfSeoul, pickerValue } from './seoulTime.js'
import { withChange } from './useBreakerChanges.js'

const trace = '0af7651916cd43dd8448eb211c80319c'

describe('the addresses of the desk', () => {
  it.each(['', 'status=NEEDS_ATTENTION%2CIN_DOUBT&age=1h&line=ln_1_a&order=oldest&after=abc'])(
    'say which changes are looked for, there and back: %s',
    (address) => {
      const filter = readChangeFilter(new URLSearchParams(address))
      expect(writeChangeFilter(filter).toString()).toBe(address)
    },
  )
  it.each(['', `line=ln_1_a&from=2026-11-28T15%3A00&to=2026-11-29T00%3A00&outcome=SHOWN&trace=${trace}&after=abc`])(
    'say which inquiries are looked for, there and back: %s',
    (address) => {
      const filter = readInquiryFilter(new URLSearchParams(address))
      expect(writeInquiryFilter(filter).toString()).toBe(address)
    },
  )
  it('narrow to nothing by what they say wrongly', () => {
    const changes = readChangeFilter(new URLSearchParams('status=GONE&age=constructor'))
    expect(changes).toMatchObject({ statuses: [], age: null })
    const inquiries = readInquiryFilter(new URLSearchParams('from=soon&to=2026-13-01T00:00&outcome=NO&trace=1'))
    expect(inquiries).toMatchObject({ from: null, to: null, outcome: null, traceId: null })
  })
  it('mean an age as of now, and times of Seoul', () => {
    const now = Date.parse('2026-11-28T06:00:00Z')
    const changes = readChangeFilter(new URLSearchParams('age=1d'))
    expect(changesAsked(changes, now).filter?.requestedBefore).toBe('2026-11-27T06:00:00.000Z')
    const inquiries = readInquiryFilter(new URLSearchParams('from=2026-11-28T08:30'))
    expect(inquiriesAsked(inquiries, 20).filter?.from).toBe('2026-11-27T23:30:00.000Z')
  })
})

describe('times of Seoul', () => {
  it('are written for the address and for the picker', () => {
    expect(addressValue('2026-11-28 15:00:00')).toBe('2026-11-28T15:00')
    expect(pickerValue('2026-11-28T15:00')).toBe('2026-11-28 15:00:00')
    expect([addressValue(null), pickerValue('x'), instantOfSeoul('2026-99-28T15:00')]).toEqual([null, null, null])
  })
})

describe('durations', () => {
  it.each([
    [8.34, '8.3ms'],
    [142.2, '142ms'],
    [2_540, '2.5초'],
  ])('%d ms is %s', (ms, text) => expect(formatDuration(ms, 'ko')).toBe(text))
  it.each([
    [0, '0초'],
    [59, '59초'],
    [7_300, '2시간'],
    [200_000, '2일'],
  ])('%d s is %s', (seconds, text) => expect(formatAge(seconds, 'ko')).toBe(text))
})

describe('the minutes of a chart', () => {
  const operation = {
    breaker: 'CLOSED',
    p50Ms: null,
    p95Ms: null,
    hitRate: null,
    lookUps: 0,
    calls: 0,
    failed: 0,
    stale: 0,
  }
  const history = [
    {
      at: '2026-11-28T06:00:00.000Z',
      processes: 2,
      operations: [
        { ...operation, operation: 'K1', calls: 10, failed: 4, p95Ms: 30, lookUps: 30, hitRate: 0.5, stale: 2 },
        { ...operation, operation: 'K3', calls: 2, p95Ms: 50, lookUps: 10, hitRate: 1 },
      ],
    },
    { at: '2026-11-28T06:02:00.000Z', processes: 2, operations: [{ ...operation, operation: 'K1' }] },
  ] as DeskHealthHistoryQuery['kosHealthHistory']

  it('have all operations together, or one', () => {
    expect(chartMinutes(history, null)[0]).toMatchObject({
      answered: 8,
      failed: 4,
      p95Ms: 50,
      hitPercent: 62.5,
      stale: 2,
    })
    expect(chartMinutes(history, 'K3')[0]).toMatchObject({ answered: 2, failed: 0, p95Ms: 50, hitPercent: 100 })
  })
  it('are without a gap, and never a zero where nothing was measured', () => {
    const minutes = chartMinutes(history, null)
    expect(minutes).toHaveLength(3)
    expect(minutes[1]).toMatchObject({ at: '2026-11-28T06:01:00.000Z', answered: null, failed: null, p95Ms: null })
    expect(minutes[2]).toMatchObject({ answered: 0, p95Ms: null, hitPercent: null })
    expect(chartMinutes([], null)).toEqual([])
  })
})

describe('changes of breakers', () => {
  const change = (version: number) => ({ version }) as DeskBreakerChangeFragment
  it('are newest first, and none is there twice when it is told again', () => {
    const told = [1, 2, 1, 2, 3].reduce<readonly DeskBreakerChangeFragment[]>(
      (changes, version) => withChange(changes, change(version)),
      [],
    )
    expect(told.map(({ version }) => version)).toEqual([3, 2, 1])
  })
})

describe('commands', () => {
  it('are for a change that waits for a person; a note is for any', () => {
    expect(commandsFor('NEEDS_ATTENTION')).toEqual(['retry', 'markApplied', 'compensate', 'note'])
    for (const status of ['IN_PROGRESS', 'IN_DOUBT', 'COMPLETED'] as const)
      expect(commandsFor(status)).toEqual(['note'])
  })
})

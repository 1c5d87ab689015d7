import { describe, expect, it } from '@jest/globals'
import { type ChangeEvent } from '../domain/events.js'
import { type Append, type Appended, recordAfter } from '../eventStore/changeEventStore.js'
import { commandProductChange } from './commandProductChange.js'

const at = new Date('2026-11-22T05:30:00Z')
const now = new Date('2026-11-22T05:31:00Z')
const requested: ChangeEvent = {
  type: 'Requested',
  data: {
    ...{ definitionVersion: 1, lineId: 'ln', lineKey: 'line', customerKey: 'customer', fromCode: 'A', toCode: 'B' },
    ...{ from: null, to: null, timing: 'IMMEDIATE', effectiveOn: '2026-11-22', startsAt: at.toISOString() },
    ...{ eligibility: [], accepted: null, traceId: 'trace' },
  },
}
const stopped: ChangeEvent = { type: 'AttentionNeeded', data: { code: 'UNRESOLVED', message: '확인하고 있습니다.' } }
const byHand = { by: 'by', why: 'why' }

/** A stream, to which somebody else appends before each of our attempts that conflicts. */
function storeOf(events: ChangeEvent[], conflicts: ChangeEvent[] | 'always' = []) {
  const stream = [...events]
  const appends: Append[] = []
  return {
    appends,
    read: () => Promise.resolve(recordAfter(0, stream, at)),
    append(_: string, append: Append): Promise<Appended> {
      appends.push(append)
      const other = conflicts === 'always' ? undefined : conflicts.shift()
      if (other) stream.push(other)
      return Promise.resolve(other || conflicts === 'always' ? 'CONFLICT' : 'APPENDED')
    },
  }
}
const clock = () => now

describe('UFR-PROD-040 a command to a change', () => {
  it.each([
    [{ command: 'cancel', by: 'by' }, [requested], ['Cancelled'], null],
    [{ command: 'note', by: 'by', note: 'note' }, [requested], ['OperatorNoted'], 'asBefore'],
    [{ command: 'retry', ...byHand }, [requested, stopped], ['OperatorRetried'], now],
    [{ command: 'compensate', ...byHand }, [requested, stopped], ['OperatorOrderedCompensation'], now],
  ] as const)('%j appends behind what is there, without a lease', async (command, stream, types, wakeAt) => {
    const events = storeOf([...stream])
    expect(await commandProductChange('id', command, { events, clock })).toMatchObject({ kind: 'done' })
    expect(events.appends).toMatchObject([{ expectedVersion: stream.length, lease: null, wakeAt }])
    expect(events.appends[0]?.events.map(({ type }) => type)).toEqual(types)
  })

  it('is decided anew when the saga wrote in between: too late then', async () => {
    const sent: ChangeEvent = { type: 'KosChangeRequested', data: { requestId: 'id', from: 'A', to: 'B' } }
    const events = storeOf([requested], [sent])
    const outcome = await commandProductChange('id', { command: 'cancel', by: 'by' }, { events, clock })
    expect(outcome).toMatchObject({ kind: 'refused', refusal: 'TOO_LATE_TO_CANCEL', change: { version: 2 } })
    expect(events.appends).toHaveLength(1)
  })

  it('gives up when others keep writing', async () => {
    const events = storeOf([requested], 'always')
    const commanded = commandProductChange('id', { command: 'note', by: 'by', note: 'note' }, { events, clock })
    await expect(commanded).rejects.toThrow('kept writing')
    expect(events.appends).toHaveLength(10)
  })
})

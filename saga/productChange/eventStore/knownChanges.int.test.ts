import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createTestDatabase } from '../../../testing/postgres.js'
import { openProductDatabase, type ProductDatabase } from '../../database.js'
import { type ChangeEvent } from '../domain/events.js'
import { project } from '../domain/projection.js'
import { createChangeEventStore, recordAfter } from './changeEventStore.js'

const at = new Date('2026-11-22T05:30:00Z')
const requested: ChangeEvent = {
  type: 'Requested',
  data: {
    ...{ definitionVersion: 1, lineId: 'ln', lineKey: 'line', customerKey: 'customer', fromCode: 'A', toCode: 'B' },
    ...{ from: null, to: null, timing: 'IMMEDIATE', effectiveOn: '2026-11-22', startsAt: at.toISOString() },
    ...{ eligibility: [], accepted: null, traceId: 'trace' },
  },
}
const cancelled: ChangeEvent = { type: 'Cancelled', data: { by: 'by' } }
let place: Awaited<ReturnType<typeof createTestDatabase>>
let database: ProductDatabase

beforeEach(async () => {
  place = await createTestDatabase('product')
  database = openProductDatabase(place.url)
})
afterEach(async () => {
  await database.$disconnect()
  await place.drop()
})

function begin(events: ChangeEvent[], knownChanges?: number) {
  const id = randomUUID()
  const recorded = recordAfter(0, events, at)
  return createChangeEventStore(database).begin({
    ...{ customerKey: 'customer', idempotencyKey: id, requestHash: 'hash', definitionVersion: 1, wakeAt: at },
    ...(knownChanges !== undefined && { knownChanges }),
    events: recorded,
    view: project(id, recorded).view,
  })
}

describe('UFR-PROD-030 a change that began and ended since the line was looked at', () => {
  it('keeps another from beginning on what was seen before it, and leaves nothing behind', async () => {
    expect(await begin([requested, cancelled], 0)).toBe('BEGUN')
    expect(await begin([requested], 0)).toBe('ACTIVE')
    expect([await database.productChangeSaga.count(), await database.productChange.count()]).toEqual([1, 1])
    expect(await begin([requested], 1)).toBe('BEGUN')
    expect(await begin([requested])).toBe('ACTIVE')
  })
})

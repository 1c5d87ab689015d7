import { type RecordedEvent } from '../../../saga/productChange/domain/events.js'
import { type ChangeEventStore } from '../../../saga/productChange/eventStore/changeEventStore.js'

/** A change's stream, read at most once in a request however many fields ask for it. */
export type ChangeHistory = (changeId: string) => Promise<RecordedEvent[]>

/** One request's view of the streams. */
export function createChangeHistory(events: Pick<ChangeEventStore, 'read'>): ChangeHistory {
  const asked = new Map<string, Promise<RecordedEvent[]>>()
  return (changeId) => {
    const known = asked.get(changeId)
    if (known) return known
    const reading = events.read(changeId)
    asked.set(changeId, reading)
    return reading
  }
}

import { type StoredHistory } from './inquiryHistoryStore.js'

/** INQUIRY_HISTORY=off: nothing is written and nothing is found. For measuring what a history costs. */
export function createNoHistory(): StoredHistory {
  const nothing = () => Promise.resolve()
  const empty = () => Promise.resolve({ items: [], hasNextPage: false })
  return { recordRequest: nothing, recordProcessing: nothing, ofCustomer: empty, ofAll: empty, stop: nothing }
}

import { LRUCache } from 'lru-cache'
import { type Identity } from '../../platform/identity/identity.js'

/** An answer as it is sent. Instants are ms of a monotonic clock. */
export interface KeptAnswer {
  body: Buffer
  contentType: string
  keptAt: number
  until: number
}

/** An answer on its way, for somebody: null for nobody. It is kept only when nothing was let go meanwhile. */
export interface Taking {
  readonly customerId: string | null
  /** Whether something has happened since it began that may have made it wrong. */
  spoiled: boolean
}

/** Answers in bounded memory, each its customer's. */
export interface KeptAnswers {
  find(key: string): KeptAnswer | undefined
  /** To be called before anything is fetched; `end` follows in every case. */
  begin(identity: Pick<Identity, 'customerId' | 'lineIds'> | null): Taking
  /** Keeps the answer, unless it is null or was spoiled on its way. */
  end(taking: Taking, kept: { key: string; answer: KeptAnswer } | null): void
  /** Lets go of what is kept for a customer, and of what is on its way. */
  forgetCustomer(customerId: string): void
  /** The same for the customers whose lines these are. */
  forgetLines(lineIds: readonly string[]): void
  forgetAll(): void
  /** How many answers there are, and their bytes, for the metrics. */
  size(): { answers: number; bytes: number }
}

/** What there is of one customer. */
interface Shelf {
  lineIds: Set<string>
  keys: Set<string>
  underWay: Set<Taking>
}

interface Entry {
  answer: KeptAnswer
  customerId: string
}

const nobody = ''
/** Of an answer beside its body and its key, bytes: an estimate. */
const overhead = 512

/** @param maxBytes for all answers together; beyond it the least recently used go */
export function createKeptAnswers(maxBytes: number): KeptAnswers {
  const shelves = new Map<string, Shelf>()
  const owners = new Map<string, Set<string>>()
  const answers = new LRUCache<string, Entry>({
    maxSize: maxBytes,
    maxEntrySize: Math.ceil(maxBytes / 16),
    sizeCalculation: ({ answer }, key) => answer.body.length + 2 * key.length + overhead,
    dispose(entry, key) {
      shelves.get(entry.customerId)?.keys.delete(key)
      tidy(entry.customerId)
    },
  })

  function shelfOf(customerId: string, lineIds: readonly string[]): Shelf {
    const shelf = shelves.get(customerId) ?? { lineIds: new Set(), keys: new Set(), underWay: new Set() }
    shelves.set(customerId, shelf)
    for (const lineId of lineIds) {
      if (shelf.lineIds.has(lineId)) continue
      shelf.lineIds.add(lineId)
      owners.set(lineId, (owners.get(lineId) ?? new Set()).add(customerId))
    }
    return shelf
  }

  /** Takes away the shelf of a customer of whom nothing is left. */
  function tidy(customerId: string): void {
    const shelf = shelves.get(customerId)
    if (!shelf || shelf.keys.size > 0 || shelf.underWay.size > 0) return
    shelves.delete(customerId)
    for (const lineId of shelf.lineIds) {
      const of = owners.get(lineId)
      of?.delete(customerId)
      if (of?.size === 0) owners.delete(lineId)
    }
  }

  function forgetCustomer(customerId: string): void {
    const shelf = shelves.get(customerId)
    if (!shelf) return
    for (const taking of shelf.underWay) taking.spoiled = true
    for (const key of [...shelf.keys]) answers.delete(key)
  }

  return {
    find: (key) => answers.get(key)?.answer,
    begin(identity) {
      const taking = { customerId: identity?.customerId ?? null, spoiled: false }
      shelfOf(identity?.customerId ?? nobody, identity?.lineIds ?? []).underWay.add(taking)
      return taking
    },
    end(taking, kept) {
      const customerId = taking.customerId ?? nobody
      const shelf = shelves.get(customerId)
      if (kept && !taking.spoiled && shelf) {
        answers.set(kept.key, { answer: kept.answer, customerId })
        if (answers.has(kept.key)) shelf.keys.add(kept.key)
      }
      shelf?.underWay.delete(taking)
      tidy(customerId)
    },
    forgetCustomer,
    forgetLines(lineIds) {
      for (const lineId of lineIds) for (const customerId of [...(owners.get(lineId) ?? [])]) forgetCustomer(customerId)
    },
    forgetAll() {
      for (const customerId of [...shelves.keys()]) forgetCustomer(customerId)
    },
    size: () => ({ answers: answers.size, bytes: answers.calculatedSize }),
  }
}

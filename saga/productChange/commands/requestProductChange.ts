import { type KosOrder } from '../../../kos/client/kosOrder.js'
import { KosUnavailable } from '../../../kos/client/kosUnavailable.js'
import { type ChangeView } from '../domain/projection.js'
import { type ChangeEventStore } from '../eventStore/changeEventStore.js'
import { createChangeFacts, type OwnChanges } from '../precheck/changeFacts.js'
import { judgeChange, type Judgement } from '../precheck/judgeChange.js'
import { type MadeCheck } from '../precheck/runPrecheck.js'
import { type ChangeReadStore, type LineStanding } from '../readSide/changeReadStore.js'
import { type AcceptedQuotes, acceptedQuote } from './acceptedQuote.js'
import { beginningOf } from './beginningOf.js'
import { type ChangeRequest, requestHashOf } from './changeRequest.js'

/** What became of a request. Each is an answer to the customer; none is an error. */
export type RequestOutcome =
  /** The change as it stands: a new one, or the one that this very request began before. */
  | { kind: 'accepted'; change: ChangeView }
  /** Another change of the line came first. */
  | { kind: 'inFlight'; change: ChangeView }
  | { kind: 'refused'; checks: MadeCheck[] }
  | { kind: 'quoteExpired' }
  /** The customer used the key for another request, which began this change. */
  | { kind: 'keyReused'; change: ChangeView }

export interface RequestParts {
  events: Pick<ChangeEventStore, 'begin'>
  changes: ChangeReadStore
  quotes: AcceptedQuotes
  kos: KosOrder
  newId: () => string
}

/** Requests that arrive together with one that is carried out in no time are told of it, ms. */
const togetherMs = 10_000
/** How often it is begun anew when another request came in between and left nothing to name. */
const tries = 5

/**
 * Accepts a change, or says why not. Of requests that come together for one line, exactly one begins a change and all
 * others name it. A KOS that is out of reach refuses nothing: the change waits, and the saga makes the checks.
 *
 * @throws Error when the store cannot be reached
 */
export async function requestProductChange(request: ChangeRequest, parts: RequestParts): Promise<RequestOutcome> {
  for (let left = tries; left > 0; left--) {
    const outcome = await tryRequest(request, parts)
    if (outcome) return outcome
  }
  throw new Error('a product change could not be begun: others kept coming in between and vanished')
}

/** Null when another request came in between that cannot be named. */
async function tryRequest(request: ChangeRequest, parts: RequestParts): Promise<RequestOutcome | null> {
  const { changes } = parts
  const again = await sameKey(request, changes)
  if (again) return again
  const quote = await acceptedQuote(request, parts.quotes)
  if (quote === 'EXPIRED') return { kind: 'quoteExpired' }
  // Counted before anything is looked at: a change that begins from here on makes what was seen worthless.
  const standing = await changes.standingOf(request.lineKey)
  if (standing.activeId !== null)
    return (await sameKey(request, changes)) ?? inFlight(await changes.find(standing.activeId))

  const judged = await judge(request, parts.kos, standing)
  if (judged?.passed === false)
    return (await overtakenBy(request, changes)) ?? { kind: 'refused', checks: judged.checks }
  const lastKnown = quote ?? (judged === null ? await parts.quotes.newestOf(request.lineKey) : null)
  const beginning = beginningOf(request, { id: parts.newId(), judged, accepted: quote, lastKnown })
  if (beginning === 'QUOTE_NO_LONGER_HOLDS') return { kind: 'quoteExpired' }
  const begun = await parts.events.begin({ ...beginning, knownChanges: standing.changes })
  if (begun === 'BEGUN') return { kind: 'accepted', change: beginning.view }
  return (await sameKey(request, changes)) ?? inFlight(await newestOf(request.lineKey, changes))
}

/** Null when the key is new to us. */
async function sameKey(request: ChangeRequest, changes: ChangeReadStore): Promise<RequestOutcome | null> {
  const known = await changes.byIdempotencyKey(request.customerKey, request.idempotencyKey)
  const change = known && (await changes.find(known.changeId))
  if (!change) return null
  return { kind: known.requestHash === requestHashOf(request) ? 'accepted' : 'keyReused', change }
}

/** What the checks refuse may be nothing but a request that came together with this one, and was quicker. */
async function overtakenBy(request: ChangeRequest, changes: ChangeReadStore): Promise<RequestOutcome | null> {
  const again = await sameKey(request, changes)
  if (again) return again
  const active = await changes.activeOf(request.lineKey)
  if (active) return inFlight(active)
  const done = await changes.lastCompletedOf(request.lineKey)
  const together = done && request.now.getTime() - done.requestedAt.getTime() < togetherMs
  return together ? inFlight(done) : null
}

async function newestOf(lineKey: string, changes: ChangeReadStore): Promise<ChangeView | null> {
  const active = await changes.activeOf(lineKey)
  return active ?? (await changes.ofLine(lineKey, { first: 1, after: null }))[0] ?? null
}

const inFlight = (change: ChangeView | null): RequestOutcome | null => change && { kind: 'inFlight', change }

/** Null while KOS cannot say. */
async function judge(request: ChangeRequest, kos: KosOrder, standing: LineStanding): Promise<Judgement | null> {
  const changes: OwnChanges = {
    hasActive: () => Promise.resolve(standing.activeId !== null),
    lastCompletedAt: () => Promise.resolve(standing.lastCompletedAt),
  }
  try {
    return await judgeChange(createChangeFacts(request, { kos, changes }))
  } catch (error) {
    if (error instanceof KosUnavailable) return null
    throw error
  }
}

import { type Check, eachStream, effectsOf, type History, statusOf } from './history.js'
import { type StoredEvent } from './readHistory.js'

const active = new Set(['RESERVED', 'REQUESTED', 'IN_PROGRESS', 'IN_DOUBT', 'NEEDS_ATTENTION'])
const finalTypes = new Set(['Completed', 'Rejected', 'Cancelled', 'Compensated'])
const acknowledged = ({ told }: History) =>
  told.flatMap(({ told: one }) => (one.kind === 'acknowledged' ? [one.changeId] : []))

const acknowledgedAreThere: Check = (history) => {
  const ids = acknowledged(history)
  const breaches = ids.filter((id) => !history.streams.has(id) || statusOf(history, id) === 'MISSING')
  return { promise: 'every acknowledged request is there', looked: ids.length, breaches }
}

const appliedExactlyOnce: Check = (history) => {
  const finished = history.rows.filter(({ status }) => !active.has(status))
  const breaches = finished.flatMap(({ id, status }) => {
    const effects = effectsOf(history, id).filter(({ kind }) => kind === 'PRODUCT_CHANGE')
    const forth = effects.filter(({ requestId }) => requestId === id).length
    const back = effects.length - forth
    const right = status === 'COMPLETED' ? forth === 1 && back === 0 : forth === back && forth <= 1
    return right ? [] : [`${id} ${status}: ${forth} there, ${back} back`]
  })
  return {
    promise: 'one change in the ledger for each COMPLETED, a net of none for every other end',
    looked: finished.length,
    breaches,
  }
}

const noBlindSecondOrder: Check = (history) => {
  let looked = 0
  const breaches = eachStream(history, (id, events) => {
    let open = false
    return events.flatMap((event) => {
      if (event.type === 'NotSent' || event.type === 'DoubtResolved') open = false
      if (event.type !== 'KosChangeRequested') return []
      looked += 1
      const blind = open
      open = true
      return blind ? [`${id} version ${event.version}`] : []
    })
  })
  return { promise: 'no second K5 without a resolver event between', looked, breaches }
}

const allFinished: Check = (history) => ({
  promise: 'every change is finished or needs attention within the bound',
  looked: history.rows.length,
  breaches: history.overdue.map(({ id, status }) => `${id} ${status}`),
})

const oneActiveALine: Check = (history) => {
  const underWay = new Map<string, string>()
  const lineOf = new Map<string, string>()
  const breaches: string[] = []
  for (const event of history.events) {
    if (event.type === 'Requested') {
      lineOf.set(event.streamId, event.data.lineKey)
      const other = underWay.get(event.data.lineKey)
      if (other !== undefined) breaches.push(`${event.streamId} began while ${other} was under way`)
      underWay.set(event.data.lineKey, event.streamId)
    } else if (finalTypes.has(event.type)) underWay.delete(lineOf.get(event.streamId) ?? '')
  }
  return {
    promise: 'one active change a line at most, at every moment',
    looked: new Set(lineOf.values()).size,
    breaches,
  }
}

const versionsWithoutGap: Check = (history) => ({
  promise: 'versions 1 to n in every stream',
  looked: history.streams.size,
  breaches: eachStream(history, (id, events) =>
    events.some(({ version }, index) => version !== index + 1)
      ? [`${id}: ${events.map((e) => e.version).join(',')}`]
      : [],
  ),
})

const requestTypes = new Set(['KosChangeRequested', 'ContractTransferRequested', 'CompensationRequested'])

const effectsAreExplained: Check = (history) => {
  const breaches = history.ledger.flatMap(({ requestId, seq }) => {
    const id = requestId.split('.')[0] ?? ''
    const events = history.streams.get(id) ?? []
    const asked = events.findIndex((event) => requestTypes.has(event.type) && orderIdOf(event) === requestId)
    if (asked === -1) return [`effect ${seq} of ${requestId} was never requested`]
    return events.slice(asked + 1).some((event) => !requestTypes.has(event.type)) ||
      statusOf(history, id) === 'NEEDS_ATTENTION'
      ? []
      : [`effect ${seq} of ${requestId} has no outcome`]
  })
  return {
    promise: 'each effect in the ledger has its request and its outcome',
    looked: history.ledger.length,
    breaches,
  }
}

const orderIdOf = (event: StoredEvent): string | null => ('requestId' in event.data ? event.data.requestId : null)

const plansAgree: Check = (history) => ({
  promise: 'the plan in the API is the plan at KOS',
  looked: history.plans.length,
  breaches: history.plans.flatMap(({ lineNumber, atKos, inApi }) =>
    atKos === inApi ? [] : [`line ending ${lineNumber.slice(-4)}: ${inApi} in the API, ${atKos} at KOS`],
  ),
})

const contractsMovedOnce: Check = (history) => {
  const moved = eachStream(history, (id, events) =>
    events.some(({ type }) => type === 'ContractTransferred') && statusOf(history, id) === 'COMPLETED' ? [id] : [],
  )
  const transfers = (id: string) => effectsOf(history, id).filter(({ kind }) => kind === 'CONTRACT_TRANSFER').length
  const unasked = history.rows.filter(
    ({ id, status }) => status === 'COMPLETED' && !moved.includes(id) && transfers(id) > 0,
  )
  return {
    promise: 'the contract discount moved exactly once where it moved',
    looked: moved.length,
    breaches: [
      ...moved.flatMap((id) => (transfers(id) === 1 ? [] : [`${id}: ${transfers(id)} times`])),
      ...unasked.map(({ id }) => `${id}: moved, and no event says so`),
    ],
  }
}

const watchersSawTheStream: Check = (history) => ({
  promise: 'every watcher saw exactly the stream, in order',
  looked: history.watched.length,
  breaches: history.watched.flatMap(({ changeId, seen, terminal }) => {
    const stream = history.streams.get(changeId) ?? []
    const saw = seen.map(({ version, type }) => `${version} ${type}`)
    const was = stream.slice(0, terminal ? stream.length : saw.length).map(({ version, type }) => `${version} ${type}`)
    const waitsForPerson = statusOf(history, changeId) === 'NEEDS_ATTENTION' && saw.length === stream.length
    if (saw.join() === was.join() && (terminal || waitsForPerson)) return []
    return [
      `${changeId}: saw ${saw.join(', ')} of ${stream.map(({ version, type }) => `${version} ${type}`).join(', ')}`,
    ]
  }),
})

const projectionsAreReplays: Check = ({ rebuilt }) => ({
  promise: 'the projections are what the streams replay to',
  looked: rebuilt.streams,
  breaches: rebuilt.differences.map(({ table, key }) => `${table} ${key}`),
})

const zombiesWroteNothing: Check = (history) => {
  let looked = 0
  const breaches = eachStream(history, (id, events) => {
    let highest = 0
    return events.flatMap(({ fence, version }) => {
      if (fence === null) return []
      looked += 1
      const late = fence < highest
      highest = Math.max(highest, fence)
      return late ? [`${id} version ${version}: token ${fence} after ${highest}`] : []
    })
  })
  return { promise: 'no worker wrote after another had taken over', looked, breaches }
}

const readersNeverWentBack: Check = (history) => ({
  promise: 'no reader saw a change go back to an earlier version',
  looked: history.rows.length,
  breaches: history.wentBack,
})

/** The promises, in the order in which they are told. */
export const checks: readonly Check[] = [
  acknowledgedAreThere,
  appliedExactlyOnce,
  noBlindSecondOrder,
  allFinished,
  oneActiveALine,
  versionsWithoutGap,
  effectsAreExplained,
  plansAgree,
  contractsMovedOnce,
  watchersSawTheStream,
  projectionsAreReplays,
  zombiesWroteNothing,
  readersNeverWentBack,
]

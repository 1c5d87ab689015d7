import { type KosProduct } from '../../../kos/client/kosOrder.js'
import { type ChangeTiming } from './changeTiming.js'
import { type RecordedEvent } from './events.js'
import { failures } from './sentences.js'
import { type ChangeState, evolve, isTerminal, stateOf } from './state.js'

/** Where a change stands, as everybody but the saga sees it. */
export type ChangeStatus =
  | 'RESERVED'
  | 'REQUESTED'
  | 'IN_PROGRESS'
  | 'IN_DOUBT'
  | 'NEEDS_ATTENTION'
  | 'COMPLETED'
  | 'REJECTED'
  | 'CANCELLED'
  | 'COMPENSATED'

/** One change as it is shown: the row of `product_change`. */
export interface ChangeView {
  id: string
  lineKey: string
  lineId: string
  fromCode: string | null
  toCode: string
  from: KosProduct | null
  to: KosProduct | null
  status: ChangeStatus
  timing: ChangeTiming
  /** 'YYYY-MM-DD', Asia/Seoul. */
  effectiveOn: string
  requestedAt: Date
  changedAt: Date
  finishedAt: Date | null
  failure: { code: string; message: string } | null
  /** Of the order that changed the plan; null where KOS gave none. */
  kosOrderNumber: string | null
  version: number
}

/** A view that can be carried on with the next event. */
export interface Projected {
  state: ChangeState
  view: ChangeView
}

/** The view after a whole stream. Pure: live and rebuilt come out the same. @throws Error for a stream without its beginning */
export function project(id: string, events: readonly RecordedEvent[]): Projected {
  const [first, ...rest] = events
  if (first?.type !== 'Requested') throw new Error(`the stream of change ${id} does not begin with Requested`)
  const state = stateOf(id, [first])
  const { lineKey, lineId, fromCode, toCode, from, to, timing, effectiveOn } = first.data
  const view: ChangeView = {
    ...{ id, lineKey, lineId, fromCode, toCode, from, to, timing, effectiveOn },
    status: statusOf(state),
    requestedAt: first.at,
    changedAt: first.at,
    finishedAt: null,
    failure: null,
    kosOrderNumber: null,
    version: 1,
  }
  return rest.reduce(projectNext, { state, view })
}

/** The view after one more event. */
export function projectNext({ state: before, view }: Projected, event: RecordedEvent): Projected {
  const state = evolve(before, event)
  return {
    state,
    view: {
      ...view,
      ...learned(event),
      status: statusOf(state),
      changedAt: event.at,
      finishedAt: view.finishedAt ?? (isTerminal(state.phase) ? event.at : null),
      failure: failureAfter(view, event, state),
      version: event.version,
    },
  }
}

/** How many times these events changed the line's plan: its version goes up by so much. */
export const planChangesIn = (events: readonly Pick<RecordedEvent, 'type'>[]): number =>
  events.filter(({ type }) => type === 'KosChanged' || type === 'KosChangedBack').length

function learned({ type, data }: RecordedEvent): Partial<ChangeView> {
  if (type === 'Prechecked') return { fromCode: data.fromCode, from: data.from, to: data.to }
  if (type !== 'KosChanged') return {}
  const { kosOrderNumber, effectiveOn } = data
  return { kosOrderNumber, ...(effectiveOn !== null && { effectiveOn }) }
}

/** Those after which a change goes on: what stopped it before is history, and why it is undone stays. */
const goingOn: readonly RecordedEvent['type'][] = [
  'ContractTransferRefused',
  'OperatorOrderedCompensation',
  'OperatorRetried',
  'OperatorMarkedApplied',
]

function failureAfter(
  view: ChangeView,
  { type, data }: RecordedEvent,
  { undoneFor }: ChangeState,
): ChangeView['failure'] {
  if (type === 'Rejected' || type === 'AttentionNeeded') return { code: data.code, message: data.message }
  if (goingOn.includes(type)) return undoneFor && { code: undoneFor, message: failures[undoneFor] }
  return view.failure
}

function statusOf(state: ChangeState): ChangeStatus {
  switch (state.phase) {
    case 'RESERVED':
    case 'REQUESTED':
    case 'NEEDS_ATTENTION':
    case 'COMPLETED':
    case 'REJECTED':
    case 'CANCELLED':
    case 'COMPENSATED':
      return state.phase
    case 'PRECHECKED':
      return state.asked ? 'IN_PROGRESS' : 'REQUESTED'
    case 'DOUBTFUL':
      return 'IN_DOUBT'
    case 'SENDING':
    case 'CHANGED':
    case 'SETTLED':
    case 'CONFIRMED':
    case 'COMPENSATION_DUE':
    case 'CHANGED_BACK':
      return 'IN_PROGRESS'
    default:
      return state.phase satisfies never
  }
}

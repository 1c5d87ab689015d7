import { type LineFacts } from '../population/lineFacts.js'
import {
  addDays,
  dateIn,
  dateOf,
  dateTimeOf,
  dayOf,
  daysIn,
  monthOf,
  type LocalDate,
  type Month,
} from '../seoulTime.js'

/** What the ledger knows of a line, as far as it may be seen. */
export interface LineEffect {
  at: Date
  kind: 'PRODUCT_CHANGE' | 'CONTRACT_TRANSFER'
  to: string
}

/** Days `fromDay` to `toDay` of a month, both included, on one plan. */
export interface Segment {
  planCode: string
  fromDay: number
  toDay: number
}

/** Which plan a line was on, and when. */
export interface Timeline {
  joinDate: LocalDate
  /** Past changes and effects, oldest first; of several on one day only the last counts. */
  changes: { on: LocalDate; to: string }[]
  /** Plans that the contract discount was moved to. */
  transferredTo: string[]
  current: { planCode: string; since: string }
}

/** Lays the effects over what the line was born with. */
export function createTimeline(line: LineFacts, effects: readonly LineEffect[]): Timeline {
  const changes = [
    ...line.changes.map(({ on, time, to }) => ({ on, to, at: `${on}T${time}` })),
    ...effects
      .filter(({ kind }) => kind === 'PRODUCT_CHANGE')
      .map(({ at, to }) => ({ on: dateOf(at), to, at: dateTimeOf(at) })),
  ]
  const last = changes.at(-1)
  return {
    joinDate: line.joinDate,
    changes: [{ on: line.joinDate, to: line.firstPlan }, ...changes.map(({ on, to }) => ({ on, to }))],
    transferredTo: effects.filter(({ kind }) => kind === 'CONTRACT_TRANSFER').map(({ to }) => to),
    current: last
      ? { planCode: last.to, since: last.at }
      : { planCode: line.firstPlan, since: `${line.joinDate}T${line.joinTime}` },
  }
}

/** The plan on a date: the old one up to the day before a change, the new one from the day. */
export function planOn(timeline: Timeline, date: LocalDate): string {
  const change = timeline.changes.findLast(({ on }) => on <= date) ?? timeline.changes[0]
  if (!change) throw new Error('a timeline begins with the first plan')
  return change.to
}

/** The month cut at each change of plan. Empty before the line was opened. */
export function segmentsOf(timeline: Timeline, month: Month): Segment[] {
  const first = timeline.joinDate > dateIn(month, 1) ? timeline.joinDate : dateIn(month, 1)
  if (monthOf(first) !== month) return []
  const starts = [first, ...timeline.changes.map(({ on }) => on).filter((on) => monthOf(on) === month && on > first)]
  const segments: Segment[] = []
  for (const start of new Set(starts)) {
    const planCode = planOn(timeline, start)
    const previous = segments.at(-1)
    if (previous?.planCode === planCode) continue
    if (previous) previous.toDay = dayOf(addDays(start, -1))
    segments.push({ planCode, fromDay: dayOf(start), toDay: daysIn(month) })
  }
  return segments
}

/** How many days a segment has. */
export const daysOf = (segment: Segment): number => segment.toDay - segment.fromDay + 1

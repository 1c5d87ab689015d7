import { type Order } from './customers.js'
import { type LedgerRow } from '../testing/program/kosControls.js'
import { type OwnHistory, type StoredEvent } from './readHistory.js'
import { type Told } from './requestChange.js'
import { type Watched } from '../testing/program/watchChange.js'

/** Everything that is known about a run once it is over: what the checks look at, and what is kept to explain a failure. */
export interface History extends OwnHistory {
  told: { order: Order; told: Told }[]
  watched: Watched[]
  /** What KOS applied. */
  ledger: LedgerRow[]
  /** The plan of each line: as KOS has it, and as our API shows it. */
  plans: { lineNumber: string; atKos: string | null; inApi: string | null }[]
  /** Changes that were neither finished nor a person's turn when the time was up. */
  overdue: { id: string; status: string }[]
  /** How often a reader saw a change go back to an earlier version. */
  wentBack: string[]
}

/** What one check found. A breach names the change, so that its history can be looked up. */
export interface CheckResult {
  promise: string
  /** How many cases it looked at. */
  looked: number
  breaches: string[]
}

export type Check = (history: History) => CheckResult

export const statusOf = ({ rows }: History, id: string): string =>
  rows.find((row) => row.id === id)?.status ?? 'MISSING'

/** Effects that belong to one change: its own order, the contract's, and the one back. */
export const effectsOf = ({ ledger }: History, id: string): LedgerRow[] =>
  ledger.filter(({ requestId }) => requestId === id || requestId.startsWith(`${id}.`))

export const eachStream = <T>({ streams }: History, look: (id: string, events: StoredEvent[]) => T[]): T[] =>
  [...streams].flatMap(([id, events]) => look(id, events))

import { type LocalDate, type Month } from '../seoulTime.js'

export type LineStatus = 'ACTIVE' | 'SUSPENDED' | 'TERMINATED'

/** A change of plan that lies before anything the ledger knows. `time` is HH:mm:ss in Seoul. */
export interface PastChange {
  on: LocalDate
  time: string
  to: string
}

export interface DeviceFacts {
  name: string
  /** KRW, without interest. */
  price: number
  months: number
  /** Month of the first instalment. */
  startMonth: Month
}

/** What a line is, before anything was changed through the wire. Bills follow from it. */
export interface LineFacts {
  lineNumber: string
  /** Place in the population, also the key of everything drawn for the line. */
  index: number
  status: LineStatus
  /** A few lines are open and have no product yet (3003). */
  provisioned: boolean
  joinDate: LocalDate
  joinTime: string
  firstPlan: string
  changes: PastChange[]
  /** On `firstPlan`: a line with past changes has no contract. */
  contract: { months: number; startDate: LocalDate } | null
  device: DeviceFacts | null
  /** Codes of the recurring add-ons. */
  addOns: string[]
  /** What the line uses in an ordinary month. */
  habit: { dataMb: number; voiceSeconds: number; smsCount: number }
  /** Bills from this month on are not paid; null for those who pay. */
  unpaidFrom: Month | null
  /** Day of the next month that a bill is due. */
  dueDay: number
  /** This line's due dates are met as YYYY-MM-DD. */
  dashedDueDate: boolean
  paymentMethod: string
  /** Buys small things on the phone bill now and then. */
  buysOnBill: boolean
}

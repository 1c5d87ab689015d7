import { type BillLineType } from '../generated/operations.js'

/** The groups of a bill, in the order in which they are shown: 통신요금, 부가사용금액, 할인, 단말기. */
export const billGroups = ['SERVICE', 'EXTRA', 'DISCOUNT', 'DEVICE'] as const

export type BillGroup = (typeof billGroups)[number]

export interface Line {
  type: BillLineType
  name: string
  /** Won, negative for a discount. */
  amount: number
}

export interface GroupedLines {
  group: BillGroup
  lines: Line[]
  /** Won; the sums of all groups are the bill's total. */
  sum: number
}

/** The lines by group, each in the order of the bill. A group in which there is nothing is left out. */
export function groupLines(lines: readonly Line[]): GroupedLines[] {
  return billGroups.flatMap((group) => {
    const own = lines.filter(({ type }) => groupOf(type) === group)
    return own.length === 0 ? [] : [{ group, lines: own, sum: own.reduce((sum, { amount }) => sum + amount, 0) }]
  })
}

/**
 * The plan's own fee is 통신요금 and all that is charged beside it 부가사용금액, so that a bill reads alike whether KOS
 * sends single items or the three sums.
 */
export function groupOf(type: BillLineType): BillGroup {
  switch (type) {
    case 'RECURRING':
    case 'PRORATION':
      return 'SERVICE'
    case 'ADD_ON':
    case 'VOICE_OVERAGE':
    case 'DATA_OVERAGE':
    case 'MESSAGE_OVERAGE':
    case 'ROAMING':
    case 'CLAWBACK':
    case 'MICRO_PAYMENT':
    case 'LATE_FEE':
    case 'OTHER_CHARGES':
      return 'EXTRA'
    case 'CONTRACT_DISCOUNT':
    case 'PROMO_DISCOUNT':
    case 'ALL_DISCOUNTS':
    case 'ROUNDING':
      return 'DISCOUNT'
    case 'DEVICE_INSTALMENT':
    case 'INSTALMENT_INTEREST':
      return 'DEVICE'
    default:
      return type satisfies never
  }
}

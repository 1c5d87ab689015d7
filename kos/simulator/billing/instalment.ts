import { type DeviceFacts } from '../population/lineFacts.js'
import { monthNumber, type Month } from '../seoulTime.js'

/** 5.9 % a year on what is still owed: 59 thousandths, a twelfth of it a month. */
const interestPerMille = 59

/** One month of paying for a device. Amounts in KRW, `remaining` after this month's payment. */
export interface Instalment {
  deviceName: string
  principal: number
  interest: number
  monthlyAmount: number
  remainingMonths: number
  remainingAmount: number
}

/** This month's instalment: equal parts of the price, the last one takes what the division left; null outside the plan. */
export function instalmentOf(device: DeviceFacts | null, month: Month): Instalment | null {
  if (!device) return null
  const paid = monthNumber(month) - monthNumber(device.startMonth)
  if (paid < 0 || paid >= device.months) return null
  const monthlyAmount = Math.floor(device.price / device.months)
  const owed = device.price - monthlyAmount * paid
  const principal = paid === device.months - 1 ? owed : monthlyAmount
  return {
    deviceName: device.name,
    principal,
    interest: Math.floor((owed * interestPerMille) / 12_000),
    monthlyAmount,
    remainingMonths: device.months - paid - 1,
    remainingAmount: owed - principal,
  }
}

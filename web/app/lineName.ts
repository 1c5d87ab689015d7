import { type SessionCustomer } from '../session/sessionState.js'

/** A line's masked number. With their ends hidden two may look the same: then with its place among the customer's lines. */
export function lineName(lines: SessionCustomer['lines'], lineId: string): string {
  const at = lines.findIndex(({ id }) => id === lineId)
  const number = lines[at]?.maskedNumber ?? ''
  const hasTwin = lines.some((other, index) => index !== at && other.maskedNumber === number)
  return hasTwin ? `${number} (${at + 1})` : number
}

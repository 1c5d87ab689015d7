import { type TFunction } from 'i18next'

/** What can happen to a change. The API may tell more one day; those keep the name that it gives them. */
const known = [
  'Requested',
  'Started',
  'Prechecked',
  'Rejected',
  'Cancelled',
  'KosChangeRequested',
  'ContractTransferRequested',
  'CompensationRequested',
  'NotSent',
  'InDoubt',
  'DoubtResolved',
  'KosChanged',
  'ContractTransferred',
  'ContractLeft',
  'ContractTransferRefused',
  'CompensationRefused',
  'KosChangedBack',
  'ReadBackConfirmed',
  'BillingTold',
  'Completed',
  'Compensated',
  'AttentionNeeded',
  'OperatorRetried',
  'OperatorMarkedApplied',
  'OperatorOrderedCompensation',
  'OperatorNoted',
] as const

/** The name of an event for an operator. */
export function eventName(type: string, t: TFunction<'desk'>): string {
  const name = known.find((one) => one === type)
  return name === undefined ? type : t(`event.${name}`)
}

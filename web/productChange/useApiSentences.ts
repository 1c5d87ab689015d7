import { useTranslation } from 'react-i18next'
import { type ChangeLossKind, type CheckKind } from '../generated/operations.js'

// The API speaks to customers in Korean. This is what it says, in English.

const checks: Record<CheckKind, { passed: string; failed: string }> = {
  ON_SALE: { passed: 'The plan is on sale.', failed: 'The plan is no longer sold, or does not exist.' },
  OPERATOR_MATCH: {
    passed: 'The plan is sold by your operator, or your operator will check it.',
    failed: 'The plan is not sold by the operator of this line.',
  },
  LINE_ACTIVE: { passed: 'The line is in use.', failed: 'The line is not in use, so its plan cannot be changed.' },
  DIFFERENT_PRODUCT: {
    passed: 'It is not the plan that you have.',
    failed: 'You are on this plan already, or your present plan could not be found out.',
  },
  NOT_TOO_SOON: {
    passed: 'Your plan was not changed within the last 30 days.',
    failed: 'A plan can be changed once in 30 days.',
  },
  NO_OTHER_CHANGE: {
    passed: 'No other change of plan is under way.',
    failed: 'Another change of plan is under way already.',
  },
  ELIGIBLE: {
    passed: 'You may have this plan.',
    failed: 'This plan is for a group of customers that you do not belong to.',
  },
}

const losses: Record<ChangeLossKind, string> = {
  PROMOTION: 'The promotion discount for new customers ends.',
  CONTRACT_DISCOUNT: 'The contract discount ends.',
  CLAWBACK: 'Contract discount that you have already received is charged back.',
}

const happenings: Record<string, string> = {
  Requested: 'We have taken your request.',
  Started: 'The reserved change begins.',
  Prechecked: 'We have checked that the plan can be changed.',
  Cancelled: 'The request was cancelled.',
  KosChangeRequested: 'We have asked the carrier to change the plan.',
  ContractTransferRequested: 'The contract discount is being moved to the new plan.',
  CompensationRequested: 'Your old plan is being brought back.',
  NotSent: 'The carrier could not be reached. We will ask again in a moment.',
  InDoubt: 'We are finding out what the carrier did.',
  DoubtResolved: 'We have found out what the carrier did.',
  KosChanged: 'The carrier has changed the plan.',
  ContractTransferred: 'The contract discount was moved to the new plan.',
  ContractLeft: 'There is no contract to move, or it ends as you agreed.',
  ContractTransferRefused: 'The contract discount cannot be moved to the new plan.',
  CompensationRefused: 'The carrier could not bring the old plan back.',
  KosChangedBack: 'Your old plan is back.',
  ReadBackConfirmed: 'We have seen the new plan at the carrier.',
  BillingTold: 'It is shown in your bills from now on.',
  Completed: 'The change is complete.',
  Compensated: 'The change was undone; you are on your old plan.',
  AttentionNeeded: 'A member of our staff is looking into it.',
  Rejected: 'The change was refused.',
  OperatorRetried: 'A member of our staff has started it again.',
  OperatorMarkedApplied: 'A member of our staff has confirmed what the carrier did.',
  OperatorOrderedCompensation: 'A member of our staff has ordered your old plan back.',
  OperatorNoted: 'A member of our staff has left a note.',
}

const failures: Record<string, string> = {
  QUOTE_NO_LONGER_HOLDS: 'The price or the conditions that you saw have changed. Please look at a new quote.',
  REFUSED_BY_KOS: 'The carrier did not accept the change. Your plan has not changed.',
  KOS_FAILED: 'The carrier could not make the change. Your plan has not changed.',
  KOS_DID_NOT_APPLY: 'The carrier could not make the change after several attempts. Your plan has not changed.',
  KOS_OUT_OF_REACH: 'The carrier could not be reached for a long time. Your plan has not changed.',
  CONTRACT_NOT_MOVED: 'The contract discount could not be moved, so you are back on your old plan.',
  UNDONE: 'The change was undone, and you are back on your old plan.',
  COMPENSATION_REFUSED: 'Your old plan could not be brought back. Our staff are looking into it.',
  UNRESOLVED: 'The carrier could not tell whether the change was made. Our staff are looking into it.',
  ORDER_NOT_SENT: 'The carrier could not be reached for a long time. Our staff are looking into it.',
  NOT_CONFIRMED: 'The change could not be seen at the carrier. Our staff are looking into it.',
  KOS_2001: 'The carrier does not know this line.',
  KOS_2002: 'The line is not in use.',
  KOS_2003: 'The carrier does not know this plan.',
  KOS_2004: 'The plan is no longer sold.',
  KOS_2005: 'The plan is not sold by the operator of this line.',
}

const englishOf = {
  check: ({ check, passed }: { check: CheckKind; passed: boolean; message: string }): string =>
    checks[check][passed ? 'passed' : 'failed'],
  loss: ({ kind }: { kind: ChangeLossKind; message: string }): string => losses[kind],
  happening: ({ type, message }: { type: string; message: string }): string => happenings[type] ?? message,
  failure: ({ code, message }: { code: string; message: string }): string =>
    failures[code] ?? (code in checks ? checks[code as CheckKind].failed : message),
  /** `데이터든든 7GB+ (23일~30일, 8일분)` */
  charge: ({ name }: { name: string }): string =>
    name.replace(/(\d+)일\s*~\s*(\d+)일,\s*(\d+)일분/, 'day $1 to $2, $3 days'),
}

type Sentences = typeof englishOf

const koreanOf: Sentences = {
  check: ({ message }) => message,
  loss: ({ message }) => message,
  happening: ({ message }) => message,
  failure: ({ message }) => message,
  charge: ({ name }) => name,
}

/** What the API tells the customer, in the language of the page. What is new to this page stays in Korean. */
export function useApiSentences(): Sentences {
  const { i18n } = useTranslation()
  return i18n.language === 'ko' ? koreanOf : englishOf
}

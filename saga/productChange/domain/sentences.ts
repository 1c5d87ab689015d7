import { type ChangeEvent, type WriteStep } from './events.js'
import { type Phase } from './state.js'

/** Why a change failed or stopped, a sentence for the customer each. */
export const failures = {
  QUOTE_NO_LONGER_HOLDS: '확인하신 견적과 조건이 달라져 변경하지 않았습니다. 견적을 다시 확인해주세요.',
  REFUSED_BY_KOS: '통신사에서 요금제 변경을 받아들이지 않았습니다. 요금제는 바뀌지 않았습니다.',
  KOS_FAILED: '통신사에서 변경을 적용하지 못했습니다. 요금제는 바뀌지 않았습니다.',
  KOS_DID_NOT_APPLY: '통신사에서 여러 번 변경을 적용하지 못했습니다. 요금제는 바뀌지 않았습니다.',
  KOS_OUT_OF_REACH: '통신사 시스템에 오랫동안 연결할 수 없어 신청을 종료했습니다. 요금제는 바뀌지 않았습니다.',
  CONTRACT_NOT_MOVED: '약정 할인을 새 요금제로 옮길 수 없어 원래 요금제로 되돌렸습니다.',
  UNDONE: '변경을 취소하고 원래 요금제로 되돌렸습니다.',
  COMPENSATION_REFUSED: '원래 요금제로 되돌리지 못해 담당자가 확인하고 있습니다.',
  UNRESOLVED: '변경이 적용되었는지 통신사에서 확인되지 않아 담당자가 확인하고 있습니다.',
  ORDER_NOT_SENT: '통신사 시스템에 오랫동안 연결할 수 없어 담당자가 확인하고 있습니다.',
  NOT_CONFIRMED: '변경 결과가 통신사 시스템에서 확인되지 않아 담당자가 확인하고 있습니다.',
} as const

const refusals: Readonly<Record<string, string>> = {
  '2001': '통신사에 등록되지 않은 회선이어서 변경할 수 없습니다.',
  '2002': '이용 중인 회선이 아니어서 변경할 수 없습니다.',
  '2003': '통신사에 없는 요금제여서 변경할 수 없습니다.',
  '2004': '판매가 종료된 요금제여서 변경할 수 없습니다.',
  '2005': '이용 중인 통신사의 요금제가 아니어서 변경할 수 없습니다.',
}

/** What KOS's refusal of a change means for the customer. */
export const sentenceOfRefusal = (resultCode: string): string => refusals[resultCode] ?? failures.REFUSED_BY_KOS

/** What an event means, in a sentence for the customer. Nothing about our inside, nothing personal. */
export function sentenceOf(event: ChangeEvent): string {
  switch (event.type) {
    case 'Requested':
      return event.data.timing === 'IMMEDIATE'
        ? '요금제 변경 신청을 접수했습니다.'
        : `요금제 변경을 예약했습니다. ${event.data.effectiveOn}에 시작합니다.`
    case 'Started':
      return '예약하신 요금제 변경을 시작합니다.'
    case 'Prechecked':
      return '변경 가능 여부를 확인했습니다.'
    case 'Rejected':
    case 'AttentionNeeded':
      return event.data.message
    case 'Cancelled':
      return '요금제 변경 신청을 취소했습니다.'
    case 'KosChangeRequested':
      return '통신사에 요금제 변경을 요청했습니다.'
    case 'ContractTransferRequested':
      return '약정 할인을 새 요금제로 옮기고 있습니다.'
    case 'CompensationRequested':
      return '원래 요금제로 되돌리고 있습니다.'
    case 'NotSent':
      return '통신사 시스템에 연결되지 않아 잠시 후 다시 요청합니다.'
    case 'InDoubt':
      return '통신사의 처리 결과를 확인하고 있습니다.'
    case 'DoubtResolved':
      return event.data.applied ? '통신사의 처리 결과를 확인했습니다.' : '통신사에 적용되지 않은 것을 확인했습니다.'
    case 'KosChanged':
      return '통신사에서 요금제가 변경되었습니다.'
    case 'ContractTransferred':
      return '약정 할인을 새 요금제로 옮겼습니다.'
    case 'ContractLeft':
      return event.data.reason === 'LOSS_ACCEPTED' ? '동의하신 대로 약정 할인이 종료됩니다.' : '옮길 약정이 없습니다.'
    case 'ContractTransferRefused':
      return '약정 할인을 새 요금제로 옮길 수 없습니다.'
    case 'CompensationRefused':
      return '통신사에서 원래 요금제로 되돌리지 못했습니다.'
    case 'KosChangedBack':
      return '원래 요금제로 되돌렸습니다.'
    case 'ReadBackConfirmed':
      return '변경된 요금제를 확인했습니다.'
    case 'BillingTold':
      return '요금 안내에 반영했습니다.'
    case 'Completed':
      return '요금제 변경이 완료되었습니다.'
    case 'Compensated':
      return '변경이 취소되고 원래 요금제로 이용하실 수 있습니다.'
    case 'OperatorRetried':
      return '담당자가 처리를 다시 시작했습니다.'
    case 'OperatorMarkedApplied':
      return '담당자가 통신사의 처리 결과를 확인했습니다.'
    case 'OperatorOrderedCompensation':
      return '담당자가 원래 요금제로 되돌리도록 했습니다.'
    case 'OperatorNoted':
      return '담당자가 메모를 남겼습니다.'
    default:
      return event satisfies never
  }
}

/** How far along, 0 to 100. Only an end is 100. `step` is what was last written, where anything was. */
export function percentOf(phase: Phase, step: WriteStep = 'CHANGE'): number {
  if (phase === 'SENDING' || phase === 'DOUBTFUL') return percents[phase] + furtherSteps[step]
  return percents[phase]
}

/** The same waiting for KOS, further along: what moves must not seem to move back. */
const furtherSteps: Readonly<Record<WriteStep, number>> = { CHANGE: 0, TRANSFER: 25, COMPENSATION: 30 }

const percents: Readonly<Record<Phase, number>> = {
  RESERVED: 5,
  REQUESTED: 10,
  PRECHECKED: 25,
  SENDING: 40,
  DOUBTFUL: 45,
  CHANGED: 60,
  SETTLED: 75,
  CONFIRMED: 90,
  COMPENSATION_DUE: 65,
  CHANGED_BACK: 90,
  NEEDS_ATTENTION: 50,
  COMPLETED: 100,
  REJECTED: 100,
  CANCELLED: 100,
  COMPENSATED: 100,
}

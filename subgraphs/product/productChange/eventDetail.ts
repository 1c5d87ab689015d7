import { type FieldCipher } from '../../../platform/privacy/fieldCipher.js'
import {
  type ChangeEvent,
  type LearnedBy,
  type SentOrder,
  type WriteStep,
} from '../../../saga/productChange/domain/events.js'

const steps: Readonly<Record<WriteStep, string>> = {
  CHANGE: '요금제 변경(K5)',
  TRANSFER: '약정 이전(K6)',
  COMPENSATION: '원복(K5)',
}

const sources: Readonly<Record<LearnedBy, string>> = {
  ANSWER: 'KOS 응답',
  ORDER_STATUS: '주문 조회(K7)',
  READ_BACK: '회선 조회(K3)',
  OPERATOR: '담당자',
}

/** What an event tells an operator beyond its sentence, in one line; null when nothing. Nothing personal of the customer. */
export function eventDetail(event: ChangeEvent, cipher: Pick<FieldCipher, 'decrypt'>): string | null {
  const byHand = ({ by, why }: { by: string; why: string }) =>
    line(`처리자 ${cipher.decrypt(by)}`, `사유: ${cipher.decrypt(why)}`)
  switch (event.type) {
    case 'Requested':
      return line(event.data.accepted && `견적 ${event.data.accepted.quoteId}`)
    case 'Started':
    case 'Cancelled':
    case 'Completed':
    case 'Compensated':
      return null
    case 'Prechecked':
      return line(`${event.data.fromCode} → ${event.data.to.code}`, contractOf(event.data.contract))
    case 'Rejected':
    case 'AttentionNeeded':
      return line(`코드 ${event.data.code}`)
    case 'KosChangeRequested':
    case 'ContractTransferRequested':
    case 'CompensationRequested':
      return orderOf(event.data)
    case 'NotSent':
    case 'InDoubt':
      return line(steps[event.data.step], `원인: ${event.data.reason}`)
    case 'DoubtResolved':
      return line(
        steps[event.data.step],
        event.data.applied ? '적용됨' : '적용되지 않음',
        learned(event.data.learnedBy),
      )
    case 'KosChanged':
    case 'ContractTransferred':
    case 'KosChangedBack':
      return line(orderNumber(event.data.kosOrderNumber), learned(event.data.learnedBy))
    case 'ContractLeft':
      return line(`코드 ${event.data.reason}`)
    case 'ContractTransferRefused':
    case 'CompensationRefused':
      return line(`KOS 결과 코드 ${event.data.resultCode}`)
    case 'ReadBackConfirmed':
      return line(event.data.productCode, learned(event.data.learnedBy))
    case 'BillingTold':
      return line(`회선 버전 ${event.data.lineVersion}`)
    case 'OperatorRetried':
    case 'OperatorOrderedCompensation':
      return byHand(event.data)
    case 'OperatorMarkedApplied':
      return line(byHand(event.data), orderNumber(event.data.kosOrderNumber))
    case 'OperatorNoted':
      return line(`처리자 ${cipher.decrypt(event.data.by)}`, `메모: ${cipher.decrypt(event.data.note)}`)
    default:
      return event satisfies never
  }
}

const line = (...parts: (string | null)[]): string | null => parts.filter((part) => part !== null).join(' · ') || null
const learned = (by: LearnedBy) => `확인: ${sources[by]}`
const orderNumber = (number: string | null) => number && `주문 번호 ${number}`
const orderOf = ({ requestId, from, to }: SentOrder) => line(`요청 ID ${requestId}`, `${from} → ${to}`)

function contractOf(contract: { kind: 'NONE' } | { kind: 'UNKNOWN' } | { kind: 'CONTRACT'; months: number }): string {
  switch (contract.kind) {
    case 'NONE':
      return '약정 없음'
    case 'UNKNOWN':
      return '약정 확인 불가'
    case 'CONTRACT':
      return `약정 ${contract.months}개월`
    default:
      return contract satisfies never
  }
}

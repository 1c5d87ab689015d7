import { type KosProduct } from '../../../../kos/client/kosOrder.js'
import { type MadeCheck } from '../../precheck/runPrecheck.js'
import { recordAfter } from '../../eventStore/changeEventStore.js'
import { type ChangeCommand, decideCommand } from '../commands.js'
import { decide, type Decision, type Finding } from '../decide.js'
import { type ChangeEvent, type ContractFact, type Requested, type SentOrder, type WriteStep } from '../events.js'
import { type Action, nextAction } from '../nextAction.js'
import { defaultPolicy, type SagaPolicy } from '../policy.js'
import { project, type Projected } from '../projection.js'

export const changeId = '7f000000-0000-4000-8000-000000000001'
/** When every story begins. */
export const began = new Date('2026-11-22T05:30:00.000Z')
export const policy: SagaPolicy = defaultPolicy

/** A product of which only the code and the fee matter. */
export const product = (code: string, monthlyFee = 19_800): KosProduct => ({
  ...{ code, name: code, type: null, monthlyFee, dataGb: null, voiceMinutes: null, smsCount: null, network: 'LTE' },
  ...{ onSale: true, description: null, operatorCode: null, throttleKbps: null, overage: null, contractTerms: null },
  ...{ promo: null, eligibility: null },
})

/** What is asked for in every story: from OLD to NEW, at once. */
export const request: Requested = {
  definitionVersion: 1,
  lineId: 'ln_1_test',
  lineKey: 'line-key',
  customerKey: 'customer-key',
  fromCode: 'OLD',
  toCode: 'NEW',
  from: product('OLD'),
  to: product('NEW'),
  timing: 'IMMEDIATE',
  effectiveOn: '2026-11-22',
  startsAt: began.toISOString(),
  eligibility: [],
  accepted: null,
  traceId: '0af7651916cd43dd8448eb211c80319c',
}

export const passedChecks: MadeCheck[] = [{ check: 'ON_SALE', passed: true, message: '판매 중입니다.' }]
export const failedChecks: MadeCheck[] = [
  { check: 'ON_SALE', passed: true, message: '판매 중입니다.' },
  { check: 'LINE_ACTIVE', passed: false, message: '이용 중인 회선이 아닙니다.' },
]

const order = (suffix = ''): SentOrder => ({ requestId: `${changeId}${suffix}`, from: 'OLD', to: 'NEW' })
const orderBack = (suffix = '.c1'): SentOrder => ({ requestId: `${changeId}${suffix}`, from: 'NEW', to: 'OLD' })

/** Events as they follow from each other in the stories, by short names. */
export const happened = {
  requested: (changed: Partial<Requested> = {}): ChangeEvent => ({
    type: 'Requested',
    data: { ...request, ...changed },
  }),
  started: { type: 'Started', data: {} },
  prechecked: (contract: ContractFact = { kind: 'CONTRACT', months: 12 }): ChangeEvent => ({
    type: 'Prechecked',
    data: { checks: passedChecks, fromCode: 'OLD', from: product('OLD'), to: product('NEW'), contract },
  }),
  changeSent: { type: 'KosChangeRequested', data: order() },
  transferSent: { type: 'ContractTransferRequested', data: order('.t1') },
  compensationSent: (suffix = '.c1'): ChangeEvent => ({ type: 'CompensationRequested', data: orderBack(suffix) }),
  notSent: (step: WriteStep): ChangeEvent => ({ type: 'NotSent', data: { step, reason: 'refused' } }),
  inDoubt: (step: WriteStep): ChangeEvent => ({ type: 'InDoubt', data: { step, reason: 'no answer in time' } }),
  changed: { type: 'KosChanged', data: { kosOrderNumber: 'KO1', effectiveOn: '2026-11-22', learnedBy: 'ANSWER' } },
  transferRefused: { type: 'ContractTransferRefused', data: { resultCode: '4002' } },
  left: { type: 'ContractLeft', data: { reason: 'NO_CONTRACT' } },
  changedBack: { type: 'KosChangedBack', data: { kosOrderNumber: 'KO2', learnedBy: 'ANSWER' } },
  confirmed: { type: 'ReadBackConfirmed', data: { productCode: 'NEW', learnedBy: 'READ_BACK' } },
  attention: { type: 'AttentionNeeded', data: { code: 'UNRESOLVED', message: '담당자가 확인하고 있습니다.' } },
  compensationOrdered: { type: 'OperatorOrderedCompensation', data: { by: 'op', why: 'asked to' } },
  retried: { type: 'OperatorRetried', data: { by: 'op', why: 'KOS is back' } },
  noted: { type: 'OperatorNoted', data: { by: 'op', note: 'called the customer' } },
} as const satisfies Record<string, ChangeEvent | ((...of: never[]) => ChangeEvent)>

const requested = [happened.requested()]
const prechecked = [...requested, happened.prechecked()]
const changeSent = [...prechecked, happened.changeSent]
const doubtful = [...changeSent, happened.inDoubt('CHANGE')]
const changed = [...changeSent, happened.changed]
const transferSent = [...changed, happened.transferSent]
const undoing = [...transferSent, happened.transferRefused]
const compensationSent = [...undoing, happened.compensationSent()]
const changedBack = [...compensationSent, happened.changedBack]
const settled = [...changed, happened.left]
const confirmed = [...settled, happened.confirmed]

/** Streams that lead to where the stories begin. */
export const ways = {
  ...{ requested, prechecked, changeSent, doubtful, changed, transferSent },
  ...{ undoing, compensationSent, changedBack, settled, confirmed },
} satisfies Record<string, ChangeEvent[]>

/** Given these events, all at `began`: what follows `afterMs` later. */
export function given(events: readonly ChangeEvent[]) {
  const projected: Projected = project(changeId, recordAfter(0, events, began))
  const at = (afterMs: number) => new Date(began.getTime() + afterMs)
  return {
    ...projected,
    when: (finding: Finding, afterMs = 0): Decision => decide(projected.state, finding, at(afterMs), policy),
    next: (afterMs = 0): Action => nextAction(projected.state, at(afterMs), policy),
    command: (command: ChangeCommand) => decideCommand(projected.state, command),
  }
}

/** The types of the events that follow, and whether the saga goes on at once. */
export const typesOf = ({ events, then }: Decision): string[] => [
  ...events.map(({ type }) => type),
  then === 'goOn' ? 'go on' : 'pause',
]

import { type KosOrder, type KosSent } from '../../../kos/client/kosOrder.js'
import { KosUnavailable } from '../../../kos/client/kosUnavailable.js'
import { type BillingPort } from '../../billing/tellBilling.js'
import { type Finding } from '../domain/decide.js'
import { type Requested, type SentOrder, type WriteStep } from '../domain/events.js'
import { type Action } from '../domain/nextAction.js'
import { createChangeFacts, type OwnChanges } from '../precheck/changeFacts.js'
import { judgeChange } from '../precheck/judgeChange.js'

/** What an action needs of the world. `kos` is the port of one look: nothing that it says is older than this action. */
export interface ActionParts {
  kos: KosOrder
  billing: Pick<BillingPort, 'tellLineVersion'>
  /** Other changes than this one. */
  otherChanges: OwnChanges
  /** How often the line's plan was changed so far. */
  lineVersion(lineKey: string): Promise<number>
  lineNumber: string
  now: Date
  /** `performance.now()` instant after which nothing may leave this process any more. */
  notAfter: number
}

type Performed = Exclude<Action, { do: 'wait' | 'nothing' }>

/** Carries an action out and says what was found. Throws for nothing that KOS, billing or the network does. */
export async function performAction(request: Requested, action: Performed, parts: ActionParts): Promise<Finding> {
  switch (action.do) {
    case 'start':
      return { found: 'due' }
    case 'precheck':
      return orUnavailable(precheck(request, parts))
    case 'send':
      return findingOf(action.step, await send(action.step, action.order, parts))
    case 'leaveContract':
      return { found: 'contractLeft', reason: action.reason }
    case 'doubt':
      return { found: 'inDoubt', step: action.step, reason: 'OUTCOME_NOT_RECORDED' }
    case 'resolve':
      return resolve(action, parts)
    case 'readBack':
      return orUnavailable(planOf(parts).then((plan): Finding => ({ found: 'plan', plan })))
    case 'tellBilling': {
      const lineVersion = await parts.lineVersion(request.lineKey)
      const told = await parts.billing.tellLineVersion(request.lineKey, lineVersion)
      return told ? { found: 'told', lineVersion } : { found: 'unavailable', retryAfterMs: null }
    }
    default:
      return action satisfies never
  }
}

async function precheck(request: Requested, parts: ActionParts): Promise<Finding> {
  const question = {
    lineNumber: parts.lineNumber,
    lineKey: request.lineKey,
    targetCode: request.toCode,
    now: parts.now,
    eligibility: request.eligibility,
  }
  const facts = createChangeFacts(question, { kos: parts.kos, changes: parts.otherChanges })
  const judged = await judgeChange(facts)
  return judged.passed
    ? { found: 'checks', checks: judged.checks, from: judged.from, to: judged.to, contract: judged.contract }
    : { found: 'refusal', checks: judged.checks, plan: await planIn(facts.lineProduct()) }
}

const planIn = async (lineProduct: ReturnType<ReturnType<typeof createChangeFacts>['lineProduct']>) => {
  const answer = await lineProduct
  return answer.kind === 'product' ? answer.product.productCode : null
}

async function planOf({ kos, lineNumber }: ActionParts): Promise<string | null> {
  const { answer } = await kos.lineProduct(lineNumber)
  return answer.kind === 'product' ? answer.product.productCode : null
}

type Sent = KosSent<{ kosOrderNumber: string | null; state: 'APPLIED' | 'PROCESSING'; effectiveOn?: string | null }>

function send(step: WriteStep, order: SentOrder, { kos, lineNumber, notAfter }: ActionParts): Promise<Sent> {
  return step === 'TRANSFER'
    ? kos.transferContract({ lineNumber, ...order }, { notAfter })
    : kos.changeProduct({ lineNumber, ...order }, { notAfter })
}

function findingOf(step: WriteStep, sent: Sent): Finding {
  switch (sent.kind) {
    case 'accepted': {
      const { state, kosOrderNumber, effectiveOn = null } = sent.answer
      if (state === 'PROCESSING') return { found: 'processing', step }
      return { found: 'accepted', step, kosOrderNumber, effectiveOn }
    }
    case 'refused':
      return { found: 'refused', step, resultCode: sent.resultCode }
    case 'unsupported':
      return { found: 'unsupported', step }
    case 'notSent':
      return { found: 'notSent', step, reason: sent.reason, retryAfterMs: sent.retryAfterSeconds * 1000 }
    case 'inDoubt':
      return { found: 'inDoubt', step, reason: sent.reason }
    default:
      return sent satisfies never
  }
}

/** K7 first. K3 where K7 cannot say, for the new plan on the line is proof at once, and the old one is later on. */
async function resolve(
  { step, requestId, lookBack }: Extract<Action, { do: 'resolve' }>,
  parts: ActionParts,
): Promise<Finding> {
  const answer = await orNull(parts.kos.orderStatus(requestId).then((answered) => answered.answer))
  const status = answer?.kind ?? null
  const kosOrderNumber = answer?.kind === 'applied' ? answer.kosOrderNumber : null
  const asksPlan =
    step !== 'TRANSFER' && (status === 'unsupported' || status === null || (status === 'unknown' && lookBack))
  const plan = asksPlan ? await orNull(planOf(parts)) : null
  return { found: 'status', step, status, kosOrderNumber, plan }
}

async function orUnavailable(finding: Promise<Finding>): Promise<Finding> {
  try {
    return await finding
  } catch (error) {
    if (!(error instanceof KosUnavailable)) throw error
    return { found: 'unavailable', retryAfterMs: null }
  }
}

async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof KosUnavailable) return null
    throw error
  }
}

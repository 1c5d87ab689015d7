import { DomainError } from '../../../platform/errors/domainError.js'
import { type Logger } from '../../../platform/logging/logger.js'
import { type FieldCipher } from '../../../platform/privacy/fieldCipher.js'
import { type CustomerReads } from '../customer/customerReads.js'
import { type Customer } from '../customer/customerStore.js'
import { type AccessLimit, type AccessLog, type Appended } from './accessLogStore.js'

/** Who wants to see whose data, and why. */
export interface Reveal {
  actorId: string
  whose: { lineNumber: string; lineIndex: string } | { customerId: string }
  reason: string
  address: string
  traceId: string
  now: Date
}

export type RevealOutcome =
  | { kind: 'shown'; customer: Customer; lineNumbers: string[]; accessNumber: number }
  | { kind: 'badReason' }
  | { kind: 'nobody' }
  | { kind: 'tooMany'; retryAfterSeconds: number }

export interface RevealParts {
  accessLog: Pick<AccessLog, 'append'>
  customers: CustomerReads
  cipher: Pick<FieldCipher, 'encrypt'>
  log: Logger
}

/** An operator at work does not come near it; one who copies the customers out does. */
export const revealLimit: AccessLimit = { most: 60, withinMs: 3_600_000 }

const reasonLength = { least: 5, most: 500 }

/**
 * Personal data in the clear, once it is on record who saw it and why: no record, no data. What is logged beside it is
 * the record's place and hash, so that who keeps the log lines can tell whether the record was put away afterwards.
 *
 * @throws DomainError SERVICE_UNAVAILABLE when the record cannot be written
 */
export async function revealPersonalData(reveal: Reveal, parts: RevealParts): Promise<RevealOutcome> {
  const { accessLog, customers, cipher, log } = parts
  const { whose, actorId, traceId, now: at } = reveal
  const reason = reveal.reason.trim()
  const length = [...reason].length
  if (length < reasonLength.least || length > reasonLength.most) return { kind: 'badReason' }
  const customer = await ('customerId' in whose
    ? customers.find(whose.customerId)
    : customers.ownerOf(whose.lineNumber))
  if (!customer) return { kind: 'nobody' }

  const record = {
    ...{ at, actorId, traceId, customerId: customer.id, shown: ['NAME' as const, 'NUMBER' as const] },
    lineIndex: 'lineIndex' in whose ? whose.lineIndex : null,
    addressSealed: cipher.encrypt(reveal.address),
    reasonSealed: cipher.encrypt(reason),
  }
  const appended = await accessLog.append(record, revealLimit).catch((error: unknown) => notRecorded(error, log))
  if (appended.kind === 'tooMany') {
    const seconds = Math.ceil((appended.againAt.getTime() - at.getTime()) / 1_000)
    return { kind: 'tooMany', retryAfterSeconds: Math.max(1, seconds) }
  }
  log.info({ accessNumber: appended.number, accessHash: appended.hash, traceId }, 'personal data shown')
  const lineNumbers = 'lineNumber' in whose ? [whose.lineNumber] : customer.lineNumbers
  return { kind: 'shown', customer, lineNumbers, accessNumber: appended.number }
}

/** The error itself stays out of the log: what a driver says may quote the row. */
function notRecorded(error: unknown, log: Logger): Appended {
  const { name, code } = Object(error) as { name?: unknown; code?: unknown }
  log.error({ name, code }, 'an access to personal data could not be recorded, and was not granted')
  throw new DomainError('SERVICE_UNAVAILABLE', '열람 기록을 남길 수 없어 개인정보를 표시하지 않았습니다.', {
    cause: error,
    details: { retryAfterSeconds: 5 },
  })
}

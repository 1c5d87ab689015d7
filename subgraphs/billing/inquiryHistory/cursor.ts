import { DomainError } from '../../../platform/errors/domainError.js'
import { type Position } from './inquiryHistory.js'

const shape = /^(\d{1,13})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

/** A position as an opaque cursor: inquiries are ordered by time, and by id within one millisecond. */
export function cursorOf({ requestedAt, id }: Position): string {
  return Buffer.from(`${requestedAt.getTime()}.${id}`).toString('base64url')
}

/** @throws DomainError BAD_USER_INPUT */
export function readCursor(cursor: string | null | undefined): Position | null {
  if (cursor === null || cursor === undefined) return null
  const parts = shape.exec(Buffer.from(cursor, 'base64url').toString())
  const requestedAt = new Date(Number(parts?.[1]))
  if (parts && cursorOf({ requestedAt, id: parts[2] ?? '' }) === cursor) return { requestedAt, id: parts[2] ?? '' }
  throw new DomainError('BAD_USER_INPUT', 'after가 올바른 커서가 아닙니다.', { details: { argument: 'after' } })
}

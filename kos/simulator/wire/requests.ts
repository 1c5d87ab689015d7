import { z } from 'zod'
import { type ResultCode } from './envelope.js'

/** A request that never reached the operation: 9001 to 9004, HTTP 400. */
export class MalformedRequest extends Error {
  constructor(readonly resultCode: Extract<ResultCode, '9001' | '9002' | '9003' | '9004'>) {
    super(`malformed request (${resultCode})`)
    this.name = 'MalformedRequest'
  }
}

const lineNumber = z.string().regex(/^010\d{8}$/)
const requestId = z.string().trim().min(1).max(100)
const productCode = z.string().trim().min(1).max(40)
const monthShape = /^\d{4}(0[1-9]|1[0-2])$/

export const billInquiryRequest = z.object({
  lineNumber,
  billingMonth: z.string().regex(monthShape).nullish(),
  requestId: requestId.nullish(),
})
export const productInquiryRequest = z.object({ lineNumber, requestId: requestId.nullish() })
export const lineNumberParams = z.object({ lineNumber })
export const productChangeRequest = z.object({
  lineNumber,
  currentProductCode: productCode,
  targetProductCode: productCode,
  requestId,
})
export const contractTransferRequest = z.object({
  lineNumber,
  fromProductCode: productCode,
  toProductCode: productCode,
  requestId,
})
export const orderStatusParams = z.object({ requestId })
export const orderStatusQuery = z.object({ kind: z.enum(['PRODUCT_CHANGE', 'CONTRACT_TRANSFER']).optional() })

/** Parses what the caller sent; unknown fields are ignored. A field of another type is 9004, all else that is wrong in it 9001. */
export function read<T>(schema: z.ZodType<T>, input: unknown): T {
  if (input === undefined || input === null) throw new MalformedRequest('9003')
  if (typeof input !== 'object' || Array.isArray(input)) throw new MalformedRequest('9002')
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const wrongType = parsed.error.issues.some(({ code, path }) => {
    const [name] = path
    return code === 'invalid_type' && name !== undefined && valueAt(input, String(name)) !== undefined
  })
  throw new MalformedRequest(wrongType ? '9004' : '9001')
}

/** Null counts as absent: a missing field, not one of another type. */
const valueAt = (input: object, name: string): unknown => (input as Record<string, unknown>)[name] ?? undefined

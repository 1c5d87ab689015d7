import { z } from 'zod'
import { brokenField, CallFailure, notAnAnswer } from '../callFailure.js'

const envelope = z.object({
  success: z.boolean(),
  resultCode: z.string().regex(/^\d{4}$/),
  resultMessage: z.string().nullable(),
  data: z.unknown(),
  timestamp: z.string(),
  traceId: z.string().nullish(),
})

/** What the envelope says: data, or the code of a business refusal, which is an answer too. */
export type Opened = { resultCode: '0000'; data: unknown } | { resultCode: string; data: null }

/** A business failure is HTTP 200 with `success: false`; what is wrong with the request itself has a status of its own. */
const statusOf = (resultCode: string): number => {
  if (resultCode === '9005') return 405
  if (resultCode === '9006') return 404
  return /^900[1-4]$/.test(resultCode) ? 400 : 200
}

/**
 * Opens the envelope of K1–K7. `refusals` are the codes that the operation takes for answers.
 *
 * @throws CallFailure SYSTEM_ERROR for 9999, HTTP_ERROR for any other status but 200, CONTRACT_BROKEN for the rest.
 */
export function openEnvelope(status: number, json: unknown, refusals: readonly string[]): Opened {
  const parsed = envelope.safeParse(json)
  if (parsed.success && !parsed.data.success && refusals.includes(parsed.data.resultCode)) {
    const { resultCode } = parsed.data
    if (status === statusOf(resultCode)) return { resultCode, data: null }
  }
  if (status !== 200) {
    const resultCode = parsed.success ? { resultCode: parsed.data.resultCode } : {}
    throw new CallFailure('HTTP_ERROR', `HTTP ${status}`, { countsAgainstKos: status >= 500, ...resultCode })
  }
  if (!parsed.success) throw notAnAnswer(fieldsOf(parsed.error))
  const { success, resultCode, data } = parsed.data
  if (success && resultCode === '0000') {
    if (data === null || data === undefined) throw brokenField('data: absent although the call succeeded')
    return { resultCode, data }
  }
  if (!success && resultCode === '9999') {
    throw new CallFailure('SYSTEM_ERROR', 'KOS reports a system error', { countsAgainstKos: true, resultCode })
  }
  throw new CallFailure('CONTRACT_BROKEN', `resultCode: ${resultCode} with success ${success} means nothing here`, {
    countsAgainstKos: false,
    resultCode,
  })
}

/** @throws CallFailure CONTRACT_BROKEN naming the fields that are wrong. */
export function parseData<S extends z.ZodType>(schema: S, data: unknown): z.output<S> {
  const parsed = schema.safeParse(data)
  if (parsed.success) return parsed.data
  throw brokenField(fieldsOf(parsed.error, 'data'))
}

/** The wrong fields and the kind of wrong; zod's messages name what was expected, and never the value that came. */
function fieldsOf(error: z.ZodError, root?: string): string {
  const shown = error.issues.slice(0, 5).map((issue) => {
    const path = [...(root === undefined ? [] : [root]), ...issue.path].join('.') || 'envelope'
    return `${path}: ${issue.code === 'custom' ? issue.message : issue.code}`
  })
  return shown.join('; ')
}

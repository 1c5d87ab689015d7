import { z } from 'zod'
import { seoulInstant, type YearMonth } from '../../../platform/time/yearMonth.js'
import { type Allowance } from '../kosOrder.js'

/**
 * How the wire writes amounts, dates and quantities. Each of these reads one spelling into one of ours, and fails with
 * a message that holds no value, for values are personal data and failures are logged.
 */

type Context = z.core.$RefinementCtx
const wrong = (context: Context, message: string): never => {
  context.addIssue({ code: 'custom', message })
  return z.NEVER
}

/** Won. The text may be `69000.00`; half a won is not an amount. */
export const won = z
  .number()
  .transform((value, context) => (Number.isSafeInteger(value) ? value : wrong(context, 'not whole won')))

/** `YYYYMMDD` or `YYYY-MM-DD`, with or without a time after it. */
export const date = z.string().transform((text, context) => readDate(text) ?? wrong(context, 'not a date'))

/** A field that the wire always writes, null when empty. */
export const nullableDate = date.nullable()

function readDate(text: string): string | null {
  const parts = /^(\d{4})-?(\d{2})-?(\d{2})(?:T.*)?$/.exec(text)
  if (!parts) return null
  const day = `${parts[1]}-${parts[2]}-${parts[3]}`
  const instant = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(day) ? day : null
}

/** Local time of Seoul without a zone, up to microseconds. */
export const localTime = z.string().transform((text, context) => {
  const parts = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(\.\d{1,9})?$/.exec(text)
  const instant = parts ? seoulInstant(parts[1] ?? '', `${parts[2]}${(parts[3] ?? '').slice(0, 4)}`) : null
  return instant && !Number.isNaN(instant.getTime()) ? instant : wrong(context, 'not a local time')
})

/** K1's `YYYYMM`. */
export const plainMonth = z.string().transform((text, context) => {
  const parts = /^(\d{4})(0[1-9]|1[0-2])$/.exec(text)
  return parts ? (`${parts[1]}-${parts[2]}` as YearMonth) : wrong(context, 'not YYYYMM')
})

/** K2's `YYYY-MM`: the dash is right. */
export const dashedMonth = z
  .string()
  .transform((text, context) =>
    /^\d{4}-(0[1-9]|1[0-2])$/.test(text) ? (text as YearMonth) : wrong(context, 'not YYYY-MM'),
  )

const megabytes = { GB: 1024, MB: 1, KB: 1 / 1024 } as const

/** `12.3GB` in MB. */
export const dataText = z.string().transform((text, context) => {
  const parts = /^(\d+(?:\.\d+)?)\s*(GB|MB|KB)$/i.exec(text.trim())
  if (!parts) return wrong(context, 'not an amount of data')
  const unit = (parts[2] ?? '').toUpperCase() as keyof typeof megabytes
  return Math.round(Number(parts[1]) * megabytes[unit] * 1000) / 1000
})

/** `250분`, `250분 30초` in seconds. */
export const voiceText = z.string().transform((text, context) => {
  const parts = /^(\d+(?:\.\d+)?)분(?:\s*(\d+)초)?$/.exec(text.trim())
  return parts ? Math.round(Number(parts[1]) * 60) + Number(parts[2] ?? 0) : wrong(context, 'not a length of calls')
})

/** `50건` as a count. */
export const countText = z.string().transform((text, context) => {
  const parts = /^(\d+)건$/.exec(text.trim())
  return parts ? Number(parts[1]) : wrong(context, 'not a count')
})

/** -1 is unlimited. */
export const allowanceNumber = z
  .number()
  .nullable()
  .transform((value, context): Allowance => {
    if (value === null || value >= 0) return value
    return value === -1 ? 'unlimited' : wrong(context, 'not an allowance')
  })

/** `무제한`, `15GB`, `100분`, `100건`, `-1`: the number in the unit that belongs to the field. */
export const allowanceText = z
  .union([z.string(), z.number()])
  .nullable()
  .transform((value, context): Allowance => {
    if (value === null) return null
    const text = String(value).trim()
    if (text === '무제한' || text === '기본제공' || text === '-1') return 'unlimited'
    const parts = /^(\d+(?:\.\d+)?)\s*(GB|MB|분|건)?$/i.exec(text)
    if (!parts) return wrong(context, 'not an allowance')
    return parts[2]?.toUpperCase() === 'MB' ? Number(parts[1]) / 1024 : Number(parts[1])
  })

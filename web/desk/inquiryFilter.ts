import { type DeskInquiriesQueryVariables, type InquiryOutcome } from '../generated/operations.js'
import { instantOfSeoul } from './seoulTime.js'

/** How an inquiry may have ended. */
export const inquiryOutcomes = [
  'SHOWN',
  'NOT_ISSUED',
  'LINE_NOT_ACTIVE',
  'UNAVAILABLE',
  'UNFINISHED',
] as const satisfies readonly InquiryOutcome[]

/** What is looked for, as the address of the screen says it. What it does not say, or says wrongly, does not narrow. */
export interface InquiryFilter {
  /** A line's sealed id. */
  lineId: string | null
  /** Of Seoul, such as `2026-11-28T15:00`. */
  from: string | null
  to: string | null
  outcome: InquiryOutcome | null
  /** 32 hexadecimal digits. */
  traceId: string | null
  after: string | null
}

export function readInquiryFilter(search: URLSearchParams): InquiryFilter {
  const trace = search.get('trace')?.toLowerCase() ?? null
  return {
    lineId: search.get('line'),
    from: timeOf(search.get('from')),
    to: timeOf(search.get('to')),
    outcome: inquiryOutcomes.find((outcome) => outcome === search.get('outcome')) ?? null,
    traceId: trace !== null && isTraceId(trace) ? trace : null,
    after: search.get('after'),
  }
}

/** The address of a filter. */
export function writeInquiryFilter({ lineId, from, to, outcome, traceId, after }: InquiryFilter): URLSearchParams {
  return new URLSearchParams({
    ...(lineId !== null && { line: lineId }),
    ...(from !== null && { from }),
    ...(to !== null && { to }),
    ...(outcome !== null && { outcome }),
    ...(traceId !== null && { trace: traceId }),
    ...(after !== null && { after }),
  })
}

export function inquiriesAsked(
  { lineId, from, to, outcome, traceId, after }: InquiryFilter,
  first: number,
): DeskInquiriesQueryVariables {
  return {
    filter: {
      ...(lineId !== null && { lineId }),
      ...(from !== null && { from: instantOfSeoul(from) }),
      ...(to !== null && { to: instantOfSeoul(to) }),
      ...(outcome !== null && { outcome }),
      ...(traceId !== null && { traceId }),
    },
    first,
    after,
  }
}

export const isTraceId = (text: string): boolean => /^[0-9a-f]{32}$/.test(text)

const timeOf = (text: string | null): string | null => (instantOfSeoul(text) === null ? null : text)

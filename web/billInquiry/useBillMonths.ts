import { useCallback } from 'react'
import { useQuery } from 'urql'
import { BillMonthsDocument } from '../generated/operations.js'

/** The months of a line that have a bill; null as long as they are not known. */
export function useBillMonths(lineId: string) {
  const [{ data, error, fetching }, ask] = useQuery({ query: BillMonthsDocument, variables: { lineId } })
  const again = useCallback(() => ask({ requestPolicy: 'network-only' }), [ask])
  return { line: data?.line ?? null, error: fetching ? undefined : error, isAsking: fetching, again }
}

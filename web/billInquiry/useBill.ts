import { useCallback, useState } from 'react'
import { type CombinedError, useQuery } from 'urql'
import { BillDocument, type BillQuery, type ShownBillFragment } from '../generated/operations.js'

export type BillResult = NonNullable<BillQuery['line']>['bill']

export interface AskedBill {
  /** The bill of the latest answer that had one. It stays when a later one has none for want of KOS or of a network. */
  bill: ShownBillFragment | null
  /** The latest answer. */
  result: BillResult | null
  error: CombinedError | undefined
  isAsking: boolean
  again: () => void
}

/** A line's bill of a month; each time it is asked for is an inquiry that leaves a record. */
export function useBill(lineId: string, month: string | null): AskedBill {
  const [{ data, error, fetching }, ask] = useQuery({ query: BillDocument, variables: { lineId, month } })
  const again = useCallback(() => ask({ requestPolicy: 'network-only' }), [ask])
  const result = data?.line?.bill ?? null
  const [kept, keep] = useState<ShownBillFragment | null>(null)
  if (result?.__typename === 'Bill' && result !== kept) keep(result)
  return {
    // Whatever else KOS says takes the bill's place; that it says nothing does not.
    bill: result === null || result.__typename === 'TemporarilyUnavailable' ? kept : asBill(result),
    result,
    error,
    isAsking: fetching,
    again,
  }
}

const asBill = (result: BillResult): ShownBillFragment | null => (result.__typename === 'Bill' ? result : null)

/** Why a part of the bill could not be had, when it is null for that reason. */
export function errorAt(error: CombinedError | undefined, field: string): unknown {
  return error?.graphQLErrors.find(({ path }) => path?.includes(field)) ?? null
}

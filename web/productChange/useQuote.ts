import { useState } from 'react'
import { useQuery } from 'urql'
import { type ChangeTiming, QuoteDocument, type QuoteQuery } from '../generated/operations.js'
import { quoteEnd } from './quoteLife.js'

export type QuoteResult = QuoteQuery['productChangeQuote']
export type Quote = Extract<QuoteResult, { __typename: 'ProductChangeQuote' }>

interface Received {
  quote: Quote
  /** ms; when it has to be renewed. */
  endsAt: number
  /** Whether the one before it said something else. */
  isOther: boolean
}

/** What a change would cost at one time. A quote is never taken from what was kept: each one is for this customer, now. */
export function useQuote(lineId: string, productCode: string, timing: ChangeTiming) {
  const variables = { lineId, productCode, timing }
  const [{ data, error, fetching }, ask] = useQuery({ query: QuoteDocument, variables, requestPolicy: 'network-only' })
  const [received, receive] = useState<Received | null>(null)
  const result = data?.productChangeQuote ?? null
  if (result?.__typename === 'ProductChangeQuote' && result.id !== received?.quote.id) {
    const before = received?.quote
    receive({
      quote: result,
      // Once for each quote, and kept with it.
      // eslint-disable-next-line react-hooks/purity
      endsAt: quoteEnd(result.expiresAt, Date.now()),
      isOther: before !== undefined && !saysTheSame(before, result),
    })
  }
  const askAgain = (): void => ask({ requestPolicy: 'network-only' })
  return {
    /** The latest answer; null while there is none. */
    result: error ? null : result,
    /** The last quote that came. It binds no more when `result` is another. */
    received,
    error,
    fetching,
    askAgain,
  }
}

export type AskedQuote = ReturnType<typeof useQuote>

/** Whether two quotes differ in nothing that the customer decides by. */
function saysTheSame(one: Quote, other: Quote): boolean {
  const of = ({ effectiveOn, fromNextMonth, thisMonth, losses }: Quote): string =>
    JSON.stringify([effectiveOn, fromNextMonth, thisMonth, losses])
  return of(one) === of(other)
}

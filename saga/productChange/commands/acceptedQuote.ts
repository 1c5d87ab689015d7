import { type KosProduct } from '../../../kos/client/kosOrder.js'
import { type ChangeTiming } from '../domain/changeTiming.js'
import { type ChangeRequest } from './changeRequest.js'

/** A promised price, as far as it binds an order. */
export interface QuotedChange {
  id: string
  /** Blind index of the line's number. */
  lineKey: string
  fromCode: string
  toCode: string
  timing: ChangeTiming
  /** The new plan's fee, won a month with VAT. */
  price: { fromNextMonth: number; losses: { kind: string }[] }
  /** The plans as they stood when the price was made. */
  from: KosProduct | null
  to: KosProduct | null
  expiresAt: Date
}

/** Where the quotes are kept. */
export interface AcceptedQuotes {
  /** Null for an id that is unknown, or none at all. */
  find(quoteId: string): Promise<QuotedChange | null>
  /** The line's newest quote that is still remembered, whatever it was for. */
  newestOf(lineKey: string): Promise<QuotedChange | null>
}

/** The quote that an order names, null when it names none. EXPIRED also for one of another line, plan or time: it binds nobody. */
export async function acceptedQuote(
  { acceptedQuoteId, lineKey, targetCode, timing, now }: ChangeRequest,
  quotes: AcceptedQuotes,
): Promise<QuotedChange | null | 'EXPIRED'> {
  if (acceptedQuoteId === null) return null
  const quote = await quotes.find(acceptedQuoteId)
  const holds =
    quote?.lineKey === lineKey && quote.toCode === targetCode && quote.timing === timing && now < quote.expiresAt
  return holds ? quote : 'EXPIRED'
}

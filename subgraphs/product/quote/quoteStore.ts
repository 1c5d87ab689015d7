import { type KosProduct } from '../../../kos/client/kosOrder.js'
import { type ProductDatabase } from '../../../saga/database.js'
import { type ChangeTiming } from '../../../saga/productChange/domain/changeTiming.js'
import { type ChangeLoss } from './losses.js'
import { type ChangeMonthLine } from './proration.js'

/** What was promised: won with VAT. */
export interface QuotedPrice {
  thisMonth: ChangeMonthLine[]
  fromNextMonth: number
  losses: ChangeLoss[]
}

export interface StoredQuote {
  id: string
  /** Blind index of the line's number. */
  lineKey: string
  fromCode: string
  toCode: string
  timing: ChangeTiming
  /** 'YYYY-MM-DD', Asia/Seoul. */
  effectiveOn: string
  price: QuotedPrice
  /** The plans as they stood; null in quotes from before they were kept. */
  from: KosProduct | null
  to: KosProduct | null
  createdAt: Date
  expiresAt: Date
}

/** Keeps the quotes that were given, so that an order can be bound to one. */
export interface QuoteStore {
  /** Also forgets the line's quotes that have expired by then. */
  save(quote: StoredQuote): Promise<void>
  /** Null for an id that is unknown, or none at all. */
  find(quoteId: string): Promise<StoredQuote | null>
  /** The line's newest quote that is still remembered. */
  newestOf(lineKey: string): Promise<StoredQuote | null>
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The store on product's database. */
export function createQuoteStore(database: ProductDatabase): QuoteStore {
  return {
    async save({ price, effectiveOn, from, to, ...quote }) {
      await database.$transaction([
        database.productQuote.deleteMany({ where: { lineKey: quote.lineKey, expiresAt: { lt: quote.createdAt } } }),
        database.productQuote.create({
          data: {
            ...quote,
            effectiveOn: new Date(`${effectiveOn}T00:00:00Z`),
            price: {
              thisMonth: price.thisMonth.map((line) => ({ ...line })),
              fromNextMonth: price.fromNextMonth,
              losses: price.losses.map((loss) => ({ ...loss })),
            },
            ...(from && { fromProduct: { ...from } }),
            ...(to && { toProduct: { ...to } }),
          },
        }),
      ])
    },
    async find(id) {
      return uuid.test(id) ? stored(await database.productQuote.findUnique({ where: { id } })) : null
    },
    async newestOf(lineKey) {
      return stored(await database.productQuote.findFirst({ where: { lineKey }, orderBy: { createdAt: 'desc' } }))
    },
  }
}

type Row = Awaited<ReturnType<ProductDatabase['productQuote']['findUnique']>>

/** What was stored is what was saved. */
const stored = (row: Row): StoredQuote | null =>
  row && {
    ...row,
    effectiveOn: row.effectiveOn.toISOString().slice(0, 10),
    price: row.price as unknown as QuotedPrice,
    from: row.fromProduct as KosProduct | null,
    to: row.toProduct as KosProduct | null,
  }

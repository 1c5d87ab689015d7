import { type ChangeTiming } from '../generated/operations.js'

/**
 * What the customer asked for with one press of the button. Sent again under its key it is the same change, so it is kept
 * until the answer is there: over a lost network, a second press and a reload.
 */
export interface ChangeIntention {
  lineId: string
  productCode: string
  timing: ChangeTiming
  acceptedQuoteId: string
  idempotencyKey: string
}

export interface ChangeIntentions {
  /** The one that no answer has come to yet. */
  pending(lineId: string): ChangeIntention | null
  /** To be called before it is sent. When the same is pending, that goes on, under its key and with its quote. */
  begin(wanted: Omit<ChangeIntention, 'idempotencyKey'>): ChangeIntention
  /** The answer is there, or the customer thinks better of it. */
  forget(lineId: string): void
}

const keyOf = (lineId: string): string => `yogeum.change.${lineId}`

/** @param store of one tab; another tab that asks for the same is told that the first one's change is under way */
export function createChangeIntentions(
  store: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
  newKey: () => string = () => crypto.randomUUID(),
): ChangeIntentions {
  const intentions: ChangeIntentions = {
    pending(lineId) {
      const text = store.getItem(keyOf(lineId))
      return text === null ? null : (JSON.parse(text) as ChangeIntention)
    },
    begin(wanted) {
      const pending = intentions.pending(wanted.lineId)
      if (pending?.productCode === wanted.productCode && pending.timing === wanted.timing) return pending
      const intention = { ...wanted, idempotencyKey: newKey() }
      store.setItem(keyOf(wanted.lineId), JSON.stringify(intention))
      return intention
    },
    forget: (lineId) => store.removeItem(keyOf(lineId)),
  }
  return intentions
}

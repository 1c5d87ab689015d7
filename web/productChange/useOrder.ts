import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { type CombinedError, useClient } from 'urql'
import { RequestChangeDocument, type RequestChangeMutation } from '../generated/operations.js'
import { type ChangeIntention, createChangeIntentions } from './changeIntention.js'

type UserError = RequestChangeMutation['requestProductChange']['userErrors'][number]
type Checks = Extract<UserError, { __typename: 'ChangeRefused' }>['checks']

export type OrderState =
  | { kind: 'idle' }
  | { kind: 'sending' }
  /** No answer came: whether the change was taken is not known. It is sent again by itself, under its key. */
  | { kind: 'lost' }
  /** As `lost`, but it is not sent again by itself. */
  | { kind: 'failed'; error: CombinedError }
  | { kind: 'refused'; checks: Checks }
  | { kind: 'inFlight'; changeId: string }
  | { kind: 'quoteExpired' }
  | { kind: 'keyReused' }

/** ms before it is sent again for the n-th time. */
const pauses = [1_000, 2_000, 4_000, 8_000, 15_000]

const intentions = createChangeIntentions(sessionStorage)

/**
 * Sends what the customer asks for, once: pressing twice, a lost network and a reload lead to one change.
 *
 * @param onAccepted called with the change's id
 */
export function useOrder(lineId: string, onAccepted: (changeId: string) => void) {
  const client = useClient()
  const [state, setState] = useState<OrderState>({ kind: 'idle' })
  const [pending, setPending] = useState(() => intentions.pending(lineId))
  const [losses, setLosses] = useState(0)
  const isSending = useRef(false)

  const settle = (next: OrderState): void => {
    intentions.forget(lineId)
    setPending(null)
    setState(next)
  }

  async function send(intention: ChangeIntention): Promise<void> {
    if (isSending.current) return
    isSending.current = true
    setPending(intention)
    setState((before) => (before.kind === 'lost' ? before : { kind: 'sending' }))
    const { data, error } = await client.mutation(RequestChangeDocument, { input: intention }).toPromise()
    isSending.current = false
    if (data) return take(data.requestProductChange)
    if (error?.networkError) {
      setLosses((before) => before + 1)
      return setState({ kind: 'lost' })
    }
    if (error) setState({ kind: 'failed', error })
  }

  function take({ change, userErrors }: RequestChangeMutation['requestProductChange']): void {
    setLosses(0)
    if (change) {
      settle({ kind: 'sending' })
      return onAccepted(change.id)
    }
    settle(refusalOf(userErrors[0]))
  }

  const sendAgain = useEffectEvent(() => {
    if (pending) void send(pending)
  })
  useEffect(() => {
    if (losses === 0) return undefined
    const timer = setTimeout(sendAgain, pauses[Math.min(losses, pauses.length) - 1])
    addEventListener('online', sendAgain)
    return () => {
      clearTimeout(timer)
      removeEventListener('online', sendAgain)
    }
  }, [losses])

  return {
    state,
    /** What was asked for and not answered yet, from before a reload as well. */
    pending,
    order: (wanted: Omit<ChangeIntention, 'idempotencyKey'>) => void send(intentions.begin(wanted)),
    goOn: () => {
      if (pending) void send(pending)
    },
    forget: () => {
      setLosses(0)
      settle({ kind: 'idle' })
    },
  }
}

function refusalOf(error: UserError | undefined): OrderState {
  switch (error?.__typename) {
    case 'ChangeRefused':
      return { kind: 'refused', checks: error.checks }
    case 'OrderInFlight':
      return { kind: 'inFlight', changeId: error.change.id }
    case 'QuoteExpired':
      return { kind: 'quoteExpired' }
    case 'IdempotencyKeyReused':
      return { kind: 'keyReused' }
    case 'ChangeNotCancellable':
    case 'ChangeNotWaiting':
    case undefined:
      // Not among the answers to a request. Nothing was begun.
      return { kind: 'keyReused' }
  }
}

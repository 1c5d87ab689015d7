import { type TypedDocumentNode } from '@graphql-typed-document-node/core'
import { useCallback, useEffect, useState } from 'react'
import { type AnyVariables, useClient } from 'urql'
import { problemOf } from '../app/problemOf.js'

/** What was answered last, and what went wrong since. */
export interface Kept<Data> {
  /** Null until there is an answer. Stays when a later question fails. */
  data: Data | null
  /** When the answer came, RFC 3339. */
  at: string | null
  /** Why the last question was not answered; null when it was. */
  error: unknown
  refresh: () => void
}

type Remembered<Data> = Omit<Kept<Data>, 'refresh'> & { of: string }

interface Asking<Asked, Variables> {
  /** Asks again so long after each answer, as long as the page can be seen; null: only when told to. */
  everyMs?: number | null
  /** What is asked for as of a moment (ms). A function that stays the same. */
  variablesOf?: (asked: Asked, now: number) => Variables
}

const asItIs = (asked: unknown): never => asked as never

/**
 * Asks, and keeps what was answered while a later question fails: old figures with their age are worth more than none.
 *
 * @param asked the variables; or, with `variablesOf`, what they are made of
 */
export function useKeptQuery<Data, Variables extends AnyVariables, Asked = Variables>(
  operation: TypedDocumentNode<Data, Variables>,
  asked: Asked,
  { everyMs = null, variablesOf = asItIs }: Asking<Asked, Variables> = {},
): Kept<Data> {
  const client = useClient()
  const [round, setRound] = useState(0)
  const of = JSON.stringify(asked)
  const [remembered, setRemembered] = useState<Remembered<Data>>({ of, data: null, at: null, error: null })
  useEffect(() => {
    let isOver = false
    let timer: ReturnType<typeof setTimeout> | undefined
    async function ask(): Promise<void> {
      const variables = variablesOf(JSON.parse(of) as Asked, Date.now())
      const { data, error } = await client
        .query<Data, Variables>(operation, variables, { requestPolicy: 'network-only' })
        .toPromise()
      if (isOver) return
      setRemembered((before) => after(before.of === of ? before : null, { of, data, error }))
      if (everyMs === null) return
      const wait = Math.max(everyMs, (problemOf(error).retryAfterSeconds ?? 0) * 1_000)
      timer = setTimeout(askWhenSeen, wait)
    }
    /** Nobody looks at a hidden page. */
    function askWhenSeen(): void {
      if (isOver) return
      if (document.hidden) document.addEventListener('visibilitychange', askWhenSeen, { once: true })
      else void ask()
    }
    void ask()
    return () => {
      isOver = true
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', askWhenSeen)
    }
  }, [client, operation, of, everyMs, variablesOf, round])
  const refresh = useCallback(() => setRound((before) => before + 1), [])
  // What belongs to another question is not shown for this one.
  if (remembered.of !== of) return { data: null, at: null, error: null, refresh }
  const { data, at, error } = remembered
  return { data, at, error, refresh }
}

function after<Data>(
  before: Remembered<Data> | null,
  { of, data, error }: { of: string; data: Data | undefined; error: unknown },
): Remembered<Data> {
  if (data !== undefined && data !== null) return { of, data, at: new Date().toISOString(), error: null }
  return { of, data: before?.data ?? null, at: before?.at ?? null, error: error ?? new Error('no answer') }
}

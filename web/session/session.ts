import { type AnswerError, ask, codeOf } from '../graphql/ask.js'
import {
  RefreshSessionDocument,
  SignInDocument,
  type SignInMutation,
  type SignInMutationVariables,
  SignOutDocument,
  ViewerDocument,
} from '../generated/operations.js'
import { type OtherTabs } from './otherTabs.js'
import { type SessionCustomer, type SessionState } from './sessionState.js'
import { type TokenLife } from './tokenLife.js'

export interface Session {
  state: () => SessionState
  /** Called after each change of the state. Returns how to stop. */
  subscribe: (listener: () => void) => () => void
  /** Finds out who is signed in. */
  start(): Promise<void>
  signIn(input: SignInMutationVariables): Promise<SignInMutation['signIn']>
  /**
   * @param everywhere ends the customer's sessions on every other device as well
   * @throws Error with `errors` when it was not carried out: the session goes on
   */
  signOut(options: { everywhere: boolean }): Promise<void>
  /** Renews the access token when it is about to expire. Rejects when the gateway cannot be reached. */
  ensureFresh(): Promise<void>
  /**
   * Renews the access token: once, however many ask at the same time, in this tab and the others.
   *
   * @returns whether there is a session still; where there is none, the state says so. Rejects when that is not known.
   */
  refresh(): Promise<boolean>
  /** To be called when somebody learned that the session is over. */
  ended(): void
}

/** What `problemOf` reads. */
const failed = (errors: readonly AnswerError[]): Error => Object.assign(new Error(errors[0]?.message), { errors })

const unknown: SessionState = { kind: 'unknown', failure: null }

export function createSession({ tabs, life }: { tabs: OtherTabs; life: TokenLife }): Session {
  let state = unknown
  let refreshing: Promise<boolean> | null = null
  const listeners = new Set<() => void>()

  function become(next: SessionState): void {
    state = next
    for (const listener of listeners) listener()
  }

  function signedIn(customer: SessionCustomer, expiresAt: string): void {
    life.renewed(expiresAt)
    become({ kind: 'signedIn', customer })
  }

  function over({ ended }: { ended: boolean }): void {
    life.over()
    if (state.kind !== 'signedOut') become({ kind: 'signedOut', ended })
  }

  async function renew(): Promise<boolean> {
    const { data, errors } = await ask(RefreshSessionDocument, {})
    if (!data) throw new Error(errors[0]?.message ?? 'the session was not renewed')
    if (data.refreshSession.__typename === 'SessionEnded') {
      over({ ended: state.kind === 'signedIn' })
      return false
    }
    signedIn(data.refreshSession.customer, data.refreshSession.expiresAt)
    return true
  }

  const session: Session = {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async start() {
      try {
        const { data } = await ask(ViewerDocument, {})
        if (data?.viewer) return become({ kind: 'signedIn', customer: data.viewer })
        // The access token is gone or over. Whoever was here before may have the right to another.
        if (!life.mayHaveSession()) return over({ ended: false })
        await session.refresh()
      } catch (failure) {
        become({ kind: 'unknown', failure })
      }
    },
    async signIn(input) {
      const { data, errors } = await ask(SignInDocument, input)
      if (!data) throw failed(errors)
      if (data.signIn.__typename === 'SignedIn') {
        signedIn(data.signIn.customer, data.signIn.expiresAt)
        tabs.tell('signedIn')
      }
      return data.signIn
    },
    async signOut({ everywhere }) {
      // With a token that is over, signing out everywhere would be refused.
      await session.ensureFresh()
      const { data, errors } = await ask(SignOutDocument, { everywhere })
      // Not told that it is over, it goes on: the cookies are there still.
      if (!data && codeOf(errors[0]) !== 'UNAUTHENTICATED') throw failed(errors)
      over({ ended: false })
      tabs.tell('signedOut')
    },
    async ensureFresh() {
      if (state.kind === 'signedIn' && life.isNearlyOver()) await session.refresh()
    },
    refresh() {
      refreshing ??= tabs
        .oneAtATime(async (waited) => {
          // Another tab has just done it, and its cookies are ours.
          if (waited && !life.isNearlyOver() && state.kind === 'signedIn') return true
          return renew()
        })
        .finally(() => {
          refreshing = null
        })
      return refreshing
    },
    ended: () => over({ ended: true }),
  }

  tabs.onTold((news) => {
    if (news === 'signedOut') over({ ended: false })
    // Perhaps as somebody else: whatever this tab shows may not be theirs.
    else void session.start()
  })
  return session
}

import { DomainError } from '../errors/domainError.js'
import { type Identity } from '../identity/identity.js'
import { type IdentityVerifier } from '../identity/identityVerifier.js'
import { type Clock } from '../time/clock.js'

/** Watches over identities in whose name something goes on for long. */
export interface LiveIdentities {
  /** Calls back once the token has expired or its session has ended. Returns how to stop watching. */
  watch(identity: Identity, onEnd: (reason: DomainError) => void): () => void
  stop(): void
}

/** Between two looks for tokens that have expired, ms. Sessions that end are heard of. */
const lookEveryMs = 1_000

interface Watched {
  identity: Identity
  onEnd: (reason: DomainError) => void
}

/** One timer and one listener for all of them. */
export function createLiveIdentities({
  verifier,
  clock,
}: {
  verifier: IdentityVerifier
  clock: Clock
}): LiveIdentities {
  const watched = new Set<Watched>()
  let timer: NodeJS.Timeout | undefined

  const stopListening = verifier.onSessionEnded((sessionId) => {
    for (const each of watched) if (each.identity.sessionId === sessionId) look(each)
  })

  /** Whether keys are out of reach just now is not the customer's affair: only a refusal ends anything. */
  function look(each: Watched): void {
    verifier.verify(each.identity.token).catch((error: unknown) => {
      if (watched.has(each) && error instanceof DomainError && error.code === 'UNAUTHENTICATED') each.onEnd(error)
    })
  }

  function lookForExpired(): void {
    const now = clock()
    for (const each of watched) if (each.identity.expiresAt <= now) look(each)
  }

  return {
    watch(identity, onEnd) {
      const each = { identity, onEnd }
      watched.add(each)
      timer ??= setInterval(lookForExpired, lookEveryMs)
      // The session may have ended between its check and now.
      look(each)
      return () => {
        watched.delete(each)
        if (watched.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
    },
    stop() {
      stopListening()
      clearInterval(timer)
      timer = undefined
    },
  }
}

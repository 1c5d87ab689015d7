import { type Identity } from '../../platform/identity/identity.js'
import { type IdentityVerifier } from '../../platform/identity/identityVerifier.js'
import { type Clock } from '../../platform/time/clock.js'

export type SessionOver = 'TOKEN_EXPIRED' | 'SESSION_ENDED'

/** Tells of connections that outlive the right to them. */
export interface SessionWatch {
  /** `onOver` is called once, soon after the token expires or the session is ended. Returns how to stop watching. */
  watch(identity: Identity, onOver: (why: SessionOver) => void): () => void
  /** Looks for expired tokens; to be called each second. */
  sweep(): void
  stop(): void
}

interface Watched {
  identity: Identity
  onOver: (why: SessionOver) => void
}

export function createSessionWatch({
  verifier,
  clock,
}: {
  verifier: Pick<IdentityVerifier, 'onSessionEnded'>
  clock: Clock
}): SessionWatch {
  const watched = new Set<Watched>()

  function tell(which: (identity: Identity) => boolean, why: SessionOver): void {
    for (const one of watched) {
      if (!which(one.identity)) continue
      watched.delete(one)
      one.onOver(why)
    }
  }

  const stop = verifier.onSessionEnded((ended) => tell(({ sessionId }) => sessionId === ended, 'SESSION_ENDED'))
  return {
    watch(identity, onOver) {
      const one = { identity, onOver }
      watched.add(one)
      return () => void watched.delete(one)
    },
    sweep() {
      const now = clock()
      tell(({ expiresAt }) => expiresAt <= now, 'TOKEN_EXPIRED')
    },
    stop,
  }
}

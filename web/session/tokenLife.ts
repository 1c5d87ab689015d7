/** How long the access token is good for, as every tab of this browser knows it. It holds no token: that is in a cookie that no script can read. */
export interface TokenLife {
  /** @param expiresAt RFC 3339, as the API says it */
  renewed(expiresAt: string): void
  over(): void
  /** Whether it expires within seconds. False when nothing is known: then the gateway will say. */
  isNearlyOver(): boolean
  /** Whether somebody was signed in here when the page was last open. */
  mayHaveSession(): boolean
}

const key = 'yogeum.tokenExpiresAt'
/** ms; longer than a request takes. */
const nearly = 15_000

export function createTokenLife(
  store: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
  now: () => number = Date.now,
): TokenLife {
  return {
    renewed(expiresAt) {
      const at = Date.parse(expiresAt)
      // A clock that is far ahead knows nothing about it.
      store.setItem(key, String(at > now() + nearly ? at : 0))
    },
    over: () => store.removeItem(key),
    isNearlyOver() {
      const at = Number(store.getItem(key) ?? 0)
      return at > 0 && at - now() < nearly
    },
    mayHaveSession: () => store.getItem(key) !== null,
  }
}

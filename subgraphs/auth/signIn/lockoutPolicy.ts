/** Wrong guesses in a row until signing in is locked (UFR-AUTH-010). */
export const failuresUntilLock = 5
/** How long it stays locked, ms. */
export const lockMs = 30 * 60 * 1000
/** After this many ms without an attempt a row of failures is forgotten: what is kept stays bounded. */
export const failureMemoryMs = 24 * 60 * 60 * 1000

/** The failures in a row of a login id, or of one known device. */
export interface FailureCount {
  failures: number
  lockedUntil: Date | null
}

export const noFailures: FailureCount = { failures: 0, lockedUntil: null }

export interface Attempt {
  /** Of the login id: counts the guesses of everyone. */
  account: FailureCount
  /** Of the device, when it signed this customer in before; else null. */
  device: FailureCount | null
  /** Whether id and password belong together. */
  right: boolean
  now: Date
}

export type Verdict = { kind: 'signedIn' } | { kind: 'invalid' } | { kind: 'locked'; until: Date }

/** Until when this caller is locked out, or null. A known device is judged by its own count alone. */
export function lockedUntil(account: FailureCount, device: FailureCount | null, now: Date): Date | null {
  const until = (device ?? account).lockedUntil
  return until !== null && until > now ? until : null
}

/**
 * One attempt, judged on counts that no other attempt can change meanwhile.
 *
 * An unknown device is judged by the account: the 5th failure in a row locks it for 30 minutes, and then even the right
 * password is answered as locked, so that the answer tells nothing about the guess. Guesses made while locked do not
 * prolong it. A known device is judged by its own count, so that nobody can lock a customer out by guessing; its
 * failures count for the account as well. A success clears both counts, but not a lock of the account that still runs:
 * that one is for unknown devices, and the customer's own sign-in must not give a guesser five more tries. A lock that
 * is over starts the count anew.
 */
export function judgeAttempt({ account, device, right, now }: Attempt): {
  verdict: Verdict
  account: FailureCount
  device: FailureCount | null
} {
  const accountNow = released(account, now)
  const deviceNow = device && released(device, now)
  const locked = lockedUntil(accountNow, deviceNow, now)
  if (locked) return { verdict: { kind: 'locked', until: locked }, account: accountNow, device: deviceNow }
  if (right) {
    return {
      verdict: { kind: 'signedIn' },
      account: accountNow.lockedUntil ? accountNow : noFailures,
      device: deviceNow && noFailures,
    }
  }
  const nextAccount = failed(accountNow, now)
  const nextDevice = deviceNow && failed(deviceNow, now)
  const until = lockedUntil(nextAccount, nextDevice, now)
  return { verdict: until ? { kind: 'locked', until } : { kind: 'invalid' }, account: nextAccount, device: nextDevice }
}

function released(count: FailureCount, now: Date): FailureCount {
  return count.lockedUntil !== null && count.lockedUntil <= now ? noFailures : count
}

function failed(count: FailureCount, now: Date): FailureCount {
  if (count.lockedUntil) return count
  const failures = count.failures + 1
  return { failures, lockedUntil: failures >= failuresUntilLock ? new Date(now.getTime() + lockMs) : null }
}

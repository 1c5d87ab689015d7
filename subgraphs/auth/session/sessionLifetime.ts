const minute = 60 * 1000
const day = 24 * 60 * minute

/** Lifetime of an access token, ms. */
export const accessTokenMs = 15 * minute

/** Lifetimes of a session, ms: unused for so long, and at the very most. */
export function sessionLifetime(keepSignedIn: boolean): { idleMs: number; absoluteMs: number } {
  return keepSignedIn ? { idleMs: 30 * day, absoluteMs: 90 * day } : { idleMs: day, absoluteMs: 7 * day }
}

export interface SessionTimes {
  startedAt: Date
  lastUsedAt: Date
  idleExpiresAt: Date
  expiresAt: Date
}

/** The times of a session that is used at `now`; its end never moves past what its start allows. */
export function sessionTimes(keepSignedIn: boolean, startedAt: Date, now: Date): SessionTimes {
  const { idleMs, absoluteMs } = sessionLifetime(keepSignedIn)
  const expiresAt = new Date(startedAt.getTime() + absoluteMs)
  const idle = new Date(now.getTime() + idleMs)
  return { startedAt, lastUsedAt: now, idleExpiresAt: idle < expiresAt ? idle : expiresAt, expiresAt }
}

/** When an access token that is issued now expires: in 15 minutes, or with its session. */
export function accessExpiry(session: { expiresAt: Date }, now: Date): Date {
  return new Date(Math.min(now.getTime() + accessTokenMs, session.expiresAt.getTime()))
}

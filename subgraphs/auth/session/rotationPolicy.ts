/** For so many ms after its use a refresh token is answered again, as parallel requests of one client need. */
export const reuseGraceMs = 10 * 1000

export interface PresentedToken {
  usedAt: Date | null
  session: { endedAt: Date | null; idleExpiresAt: Date; expiresAt: Date }
}

/**
 * rotate: first use, a successor takes its place. repeat: used moments ago, the caller gets the family's newest token.
 * endFamily: used long ago, so that it was copied: whoever holds the successor may be the thief. over: nothing to do.
 */
export type RotationDecision = 'rotate' | 'repeat' | 'endFamily' | 'over'

/** What becomes of a refresh token that is presented at `now`. */
export function decideRotation({ usedAt, session }: PresentedToken, now: Date): RotationDecision {
  if (session.endedAt || session.idleExpiresAt <= now || session.expiresAt <= now) return 'over'
  if (!usedAt) return 'rotate'
  return now.getTime() - usedAt.getTime() <= reuseGraceMs ? 'repeat' : 'endFamily'
}

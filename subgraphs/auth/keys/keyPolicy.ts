import { accessTokenMs } from '../session/sessionLifetime.js'

/** A new key is published for so many ms before it signs, so that every verifier and every copy of auth knows it by then. */
export const publishAheadMs = 60 * 60 * 1000
/** A superseded key stays published for the life of its last token and this much more, for clocks that differ. */
export const clockLeewayMs = 5 * 60 * 1000

export interface KeyTimes {
  kid: string
  signsFrom: Date
}

/** The key that signs at `now`: the newest whose time has come. Every copy of auth chooses the same one. */
export function signingKeyAt<K extends KeyTimes>(keys: readonly K[], now: Date): K | null {
  return newestFirst(keys).find((key) => key.signsFrom <= now) ?? null
}

/** The keys to publish: those to come, the one that signs, and those of which a token may still live. */
export function publishedKeysAt<K extends KeyTimes>(keys: readonly K[], now: Date): K[] {
  const ordered = newestFirst(keys)
  return ordered.filter((_, index) => {
    const successor = ordered[index - 1]
    return !successor || successor.signsFrom.getTime() + accessTokenMs + clockLeewayMs > now.getTime()
  })
}

/** From when a new key signs, if one must be made now; else null. The very first signs at once: nothing else could. */
export function nextKeyDue(keys: readonly KeyTimes[], rotationMs: number, now: Date): Date | null {
  const newest = newestFirst(keys)[0]
  if (!newest) return now
  const due = newest.signsFrom.getTime() + rotationMs
  if (due - publishAheadMs > now.getTime()) return null
  return new Date(Math.max(due, now.getTime() + publishAheadMs))
}

function newestFirst<K extends KeyTimes>(keys: readonly K[]): K[] {
  return [...keys].sort((a, b) => b.signsFrom.getTime() - a.signsFrom.getTime() || (a.kid < b.kid ? 1 : -1))
}

import { createHash, createHmac, randomBytes } from 'node:crypto'

export type RandomBytes = (size: number) => Buffer

const shape = /^[A-Za-z0-9_-]{43}$/

/** 32 random bytes, base64url: says nothing, and cannot be guessed. */
export function newOpaqueToken(random: RandomBytes = randomBytes): string {
  return random(32).toString('base64url')
}

/** Whether a text is shaped like one of our refresh tokens or device secrets. */
export function isOpaqueToken(text: string): boolean {
  return shape.test(text)
}

/** What is stored of a token. It is random enough that a plain hash cannot be searched. */
export function opaqueTokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

/**
 * The token that follows on `token`. Whoever presents the old one within its grace can be given the same successor
 * again, although the database holds only hashes and the salt: it takes both the salt and the old token to make it. So a
 * family has one live token at any time, however many callers refresh at once.
 */
export function successorOf(token: string, salt: string): string {
  return createHmac('sha256', token).update('yogeum refresh successor\0').update(salt).digest('base64url')
}

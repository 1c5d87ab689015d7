import { type Identity } from '../../platform/identity/identity.js'

/**
 * Names who asks by all that can change an answer: the customer, the session, the rights, the lines and what their age
 * entitles them to. Two customers, and two sessions of one, never have the same. Never empty, as nobody's name is.
 */
export function callerKey({ customerId, sessionId, permissions, lineIds, eligibility }: Identity): string {
  const rights = [permissions, lineIds, eligibility].map((list) => [...list].sort())
  return JSON.stringify([customerId, sessionId, ...rights])
}

import { type Identity } from '../../platform/identity/identity.js'
import { type Session } from '../session/session.js'

const known = new WeakMap<Identity, string>()

/**
 * Names who asks by all that can change an answer: the customer, the session, the rights, the lines and what their age
 * entitles them to. Nobody's name is the empty text; null for whoever is refused. Two customers, and two sessions of one,
 * never have the same.
 */
export function callerKey(session: Session): string | null {
  switch (session.kind) {
    case 'anonymous':
      return ''
    case 'refused':
      return null
    case 'identified': {
      const { identity } = session
      const name = known.get(identity) ?? nameOf(identity)
      known.set(identity, name)
      return name
    }
  }
}

function nameOf({ customerId, sessionId, permissions, lineIds, eligibility }: Identity): string {
  const rights = [permissions, lineIds, eligibility].map((list) => [...list].sort())
  return JSON.stringify([customerId, sessionId, ...rights])
}

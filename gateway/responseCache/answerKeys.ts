import { type IncomingHttpHeaders } from 'node:http'
import { type Identity } from '../../platform/identity/identity.js'
import { accessCookie, readOwnCookies } from '../session/cookies.js'
import { type Session } from '../session/session.js'
import { type Asked, variablesKey } from './asked.js'
import { callerKey } from './callerKey.js'
import { type OperationPolicy } from './operationPolicy.js'

/** An operation of which answers may be kept. */
export interface KeyedOperation {
  /** Another for each operation, so that a key need not carry its text. */
  id: number
  /** Null: never kept. */
  policy: OperationPolicy | null
}

/** Under what the answer to a caller is kept; null: it is not. */
export type KeyOfAnswer = (
  operation: KeyedOperation,
  asked: Asked,
  headers: IncomingHttpHeaders,
  session: Session,
) => string | null

/** Everything of a key but the caller. */
interface Place {
  operation: KeyedOperation
  kind: string
  accept: string | undefined
  /** Null: nothing is kept there. */
  text: string | null
}

/** Keys of one caller that are known. More is somebody who asks with ever other variables. */
const keysOfOne = 50

export function createAnswerKeys(): KeyOfAnswer {
  /** Where what was asked last with the same body is kept: nearly always it is asked in the same way again. */
  const places = new WeakMap<Asked, Place>()

  function placeOf(operation: KeyedOperation, asked: Asked, headers: IncomingHttpHeaders): Place {
    const kind = kindOf(headers)
    const { accept } = headers
    const known = places.get(asked)
    if (known && known.operation === operation && known.kind === kind && known.accept === accept) return known
    const values = variablesKey(asked.variables)
    const text = values === null ? null : `${operation.id} ${kind} ${JSON.stringify(accept ?? null)} ${values} `
    const place = { operation, kind, accept, text }
    places.set(asked, place)
    return place
  }

  /** Put together once: a long text that is new each time has to be read through each time before it is looked up. */
  const known = new WeakMap<Identity, Map<string, string>>()

  function keyOfCaller(place: string, identity: Identity): string {
    const keys = known.get(identity) ?? new Map<string, string>()
    const found = keys.get(place)
    if (found !== undefined) return found
    const key = place + callerKey(identity)
    if (keys.size >= keysOfOne) keys.clear()
    known.set(identity, keys.set(place, key))
    return key
  }

  return (operation, asked, headers, session) => {
    if (operation.policy === null || session.kind === 'refused') return null
    if (session.kind === 'anonymous' && operation.policy.scope === 'PRIVATE') return null
    const { text } = placeOf(operation, asked, headers)
    if (text === null || session.kind === 'anonymous') return text
    return keyOfCaller(text, session.identity)
  }
}

/** A browser may have less right to a document than a program: each way of saying who one is has keys of its own. */
function kindOf({ authorization, cookie }: IncomingHttpHeaders): string {
  const header = authorization === undefined ? '' : 'header'
  const own = cookie === undefined ? [] : readOwnCookies(cookie)
  if (own.length === 0) return header
  return `${header}+${own.some(({ name }) => name === accessCookie) ? 'session' : 'cookie'}`
}

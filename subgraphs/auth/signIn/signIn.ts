import { DomainError } from '../../../platform/errors/domainError.js'
import { type CustomerStore } from '../customer/customerStore.js'
import { type AccessTokens } from '../session/accessToken.js'
import { openSession, type OpenSession } from '../session/openSession.js'
import { type ClientKind, type SessionStore } from '../session/sessionStore.js'
import { lockedUntil } from './lockoutPolicy.js'
import { type PasswordHasher } from './passwordHasher.js'
import { type SignInStore } from './signInStore.js'

export interface SignInParts {
  customers: CustomerStore
  store: SignInStore
  sessions: SessionStore
  hasher: PasswordHasher
  accessTokens: AccessTokens
  loginIdIndex: (loginId: string) => string
}

export interface SignInRequest {
  userId: string
  password: string
  keepSignedIn: boolean
  client: ClientKind
  deviceHash: string | null
  traceId: string
  now: Date
}

export type SignInOutcome =
  { kind: 'signedIn'; opened: OpenSession } | { kind: 'invalid' } | { kind: 'locked'; until: Date }

const longestUserId = 64
const longestPasswordBytes = 256

/**
 * Signs a customer in (UFR-AUTH-010). Every step is taken for an unknown login id as well, so that neither the words nor
 * the time of the answer tell whether there is such a customer. A caller who is locked out is answered without hashing:
 * that too is the same for everyone.
 *
 * @throws DomainError BAD_USER_INPUT before anything is hashed or stored; SERVICE_UNAVAILABLE when too many wait.
 */
export async function signIn(parts: SignInParts, request: SignInRequest): Promise<SignInOutcome> {
  const { customers, store, sessions, hasher, accessTokens } = parts
  const { userId, password, keepSignedIn, client, deviceHash, traceId, now } = request
  checkInput(userId, password)

  const loginIdIndex = parts.loginIdIndex(userId)
  const known = await customers.credentials(loginIdIndex)
  const attempt = { loginIdIndex, customerId: known?.customerId ?? null, deviceHash, traceId, now }

  const { account, device } = await store.counts(attempt)
  const locked = lockedUntil(account, device, now) !== null
  const right = !locked && (await hasher.verify(known?.passwordHash ?? null, password))
  const verdict = await store.settle({ ...attempt, right })
  if (verdict.kind !== 'signedIn') return verdict

  const customer = known && (await customers.find(known.customerId))
  if (!customer) return { kind: 'invalid' }
  const begun = await sessions.begin({ customerId: customer.id, client, keepSignedIn, now })
  return { kind: 'signedIn', opened: await openSession({ accessTokens, now }, { ...begun, customer }) }
}

function checkInput(userId: string, password: string): void {
  const wrong = (argument: string, message: string) =>
    new DomainError('BAD_USER_INPUT', message, { details: { argument } })
  if (userId.trim() === '') throw wrong('userId', 'ID를 입력해주세요.')
  if (userId.length > longestUserId) throw wrong('userId', `ID는 ${longestUserId}자를 넘을 수 없습니다.`)
  if (password === '') throw wrong('password', '비밀번호를 입력해주세요.')
  if (Buffer.byteLength(password) > longestPasswordBytes) throw wrong('password', '비밀번호가 너무 깁니다.')
}

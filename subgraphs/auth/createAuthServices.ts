import { createFieldCipher, type FieldCipher } from '../../platform/privacy/fieldCipher.js'
import { createLineIds, type LineIds } from '../../platform/privacy/lineIds.js'
import { type Clock } from '../../platform/time/clock.js'
import { type AuthConfig } from './authConfig.js'
import { createCustomerStore, type CustomerStore, lineNumberIndex, loginIdIndex } from './customer/customerStore.js'
import { type AuthDatabase } from './database.js'
import { createKeyStore } from './keys/keyStore.js'
import { createSigningKeys, type SigningKeys } from './keys/signingKeys.js'
import { type AccessLog, createAccessLog } from './personalData/accessLogStore.js'
import { type AccessHashes, createAccessHashes } from './personalData/accessRecord.js'
import { type AccessTokens, createAccessTokens } from './session/accessToken.js'
import { announcingEnds } from './session/announcingEnds.js'
import { createSessionStore, type SessionStore } from './session/sessionStore.js'
import { createPasswordHasher, type PasswordHasher } from './signIn/passwordHasher.js'
import { createSignInStore, type SignInStore } from './signIn/signInStore.js'

/** The parts that auth is made of. */
export interface AuthServices {
  customers: CustomerStore
  store: SignInStore
  sessions: SessionStore
  hasher: PasswordHasher
  keys: SigningKeys
  accessTokens: AccessTokens
  lineIds: LineIds
  cipher: FieldCipher
  accessLog: AccessLog
  accessHashes: AccessHashes
  lineNumberIndex: (lineNumber: string) => string
  loginIdIndex: (loginId: string) => string
}

const dayMs = 24 * 60 * 60 * 1000

/** Wires the real parts. Nothing is asked of the database yet. */
export async function createAuthServices(
  config: AuthConfig,
  { db, clock, announceEnded }: { db: AuthDatabase; clock: Clock; announceEnded: (sessionIds: string[]) => void },
): Promise<AuthServices> {
  const cipher = createFieldCipher({ keys: config.FIELD_KEYS, blindIndexKey: config.BLIND_INDEX_KEY })
  const lineIds = createLineIds(config.LINE_ID_KEYS)
  const accessHashes = createAccessHashes(config.BLIND_INDEX_KEY)
  const keys = createSigningKeys({
    store: createKeyStore(db, cipher),
    clock,
    rotationMs: config.TOKEN_KEY_ROTATION_DAYS * dayMs,
  })
  return {
    customers: createCustomerStore(db, cipher),
    store: createSignInStore(db),
    sessions: announcingEnds(createSessionStore(db), announceEnded),
    hasher: await createPasswordHasher({
      concurrency: config.PASSWORD_HASH_CONCURRENCY,
      queue: config.PASSWORD_HASH_QUEUE,
    }),
    keys,
    accessTokens: createAccessTokens({ keys, lineIds, issuer: config.TOKEN_ISSUER, audience: config.TOKEN_AUDIENCE }),
    lineIds,
    cipher,
    accessLog: createAccessLog(db, accessHashes),
    accessHashes,
    lineNumberIndex: (lineNumber) => lineNumberIndex(cipher, lineNumber),
    loginIdIndex: (loginId) => loginIdIndex(cipher, loginId),
  }
}

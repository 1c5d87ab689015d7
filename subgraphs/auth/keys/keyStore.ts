import { type FieldCipher } from '../../../platform/privacy/fieldCipher.js'
import { type AuthDatabase, transactionDeadlines } from '../database.js'

export interface StoredKey {
  kid: string
  /** JWK `x` and `d`. */
  publicKey: string
  privateKey: string
  createdAt: Date
  signsFrom: Date
}

export interface KeyStore {
  all(): Promise<StoredKey[]>
  /** Hands the keys to `change` and stores what it asks for; copies of auth that do so at once take turns. */
  change(change: (keys: StoredKey[]) => { add: StoredKey | null; remove: string[] }): Promise<void>
}

/** An arbitrary number that stands for "the signing keys" among PostgreSQL's advisory locks. */
const signingKeysLock = 7_310_001

export function createKeyStore(db: AuthDatabase, cipher: FieldCipher): KeyStore {
  const opened = (row: {
    kid: string
    publicKey: string
    privateKeySealed: string
    createdAt: Date
    signsFrom: Date
  }): StoredKey => {
    const { privateKeySealed, ...rest } = row
    return { ...rest, privateKey: cipher.decrypt(privateKeySealed) }
  }
  return {
    all: async () => (await db.signingKey.findMany()).map(opened),
    change: (change) =>
      db.$transaction(async (tx) => {
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(${signingKeysLock}::bigint)`
        const { add, remove } = change((await tx.signingKey.findMany()).map(opened))
        if (add) {
          const { privateKey, ...rest } = add
          await tx.signingKey.create({ data: { ...rest, privateKeySealed: cipher.encrypt(privateKey) } })
        }
        if (remove.length > 0) await tx.signingKey.deleteMany({ where: { kid: { in: remove } } })
      }, transactionDeadlines),
  }
}

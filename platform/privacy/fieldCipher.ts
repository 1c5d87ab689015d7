import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import { remembering } from '../memory/remembering.js'
import { parseKeyRing } from './keyRing.js'

/** Encrypts single values of personal data at rest, and makes them searchable by equality without revealing them. */
export interface FieldCipher {
  /** AES-256-GCM with a fresh nonce: the same value never looks the same twice. */
  encrypt(plain: string): string
  /** @throws Error when the text was tampered with or its key is gone. */
  decrypt(text: string): string
  /** HMAC-SHA-256 under a key of its own: equal values have equal indexes. */
  blindIndex(plain: string): string
}

/** Each request asks for the same few indexes several times. */
const indexesRemembered = 20_000

/** `keys` as FIELD_KEYS, `blindIndexKey` as BLIND_INDEX_KEY. */
export function createFieldCipher({ keys, blindIndexKey }: { keys: string; blindIndexKey: string }): FieldCipher {
  const ring = parseKeyRing(keys)
  const indexKey = Buffer.from(blindIndexKey, 'base64')
  return {
    encrypt(plain) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', ring.current.key, nonce)
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return `${ring.current.version}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`
    },
    decrypt(text) {
      const dot = text.indexOf('.')
      const key = ring.byVersion(Number(text.slice(0, dot)))
      if (!key) throw new Error('the key of an encrypted field is not in FIELD_KEYS')
      const bytes = Buffer.from(text.slice(dot + 1), 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
      decipher.setAuthTag(bytes.subarray(12, 28))
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
    },
    blindIndex: remembering(indexesRemembered, (plain) =>
      createHmac('sha256', indexKey).update(plain).digest('base64url'),
    ),
  }
}

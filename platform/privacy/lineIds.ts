import { aessiv } from '@noble/ciphers/aes.js'
import { createHash } from 'node:crypto'
import { DomainError } from '../errors/domainError.js'
import { remembering } from '../memory/remembering.js'
import { parseKeyRing } from './keyRing.js'

/**
 * A line's public id is its phone number sealed by deterministic authenticated encryption (AES-SIV), with the key's
 * version in front: `ln_<version>_<base64url>`. Any of our services can open it, nobody else can, and a phone number
 * appears in no URL, cache key or log.
 */
export interface LineIds {
  seal(lineNumber: string): string
  /** The ids that the line has under every key of the ring: tokens from before a new key carry an older one. */
  everyIdOf(lineNumber: string): string[]
  /** @throws DomainError BAD_USER_INPUT for what is no id at all, NOT_FOUND for one that we never sealed. */
  open(id: string): string
}

const shape = /^ln_([1-9]\d{0,2})_([A-Za-z0-9_-]{36})$/
/** Opening costs some 50 µs: remember the most recent ones. */
const remembered = 20_000

/** The ids for the given key ring (`LINE_ID_KEYS`). */
export function createLineIds(keys: string): LineIds {
  const ring = parseKeyRing(keys)
  // AES-SIV takes a double key; both halves are derived from the configured one.
  const cipher = (key: Buffer) => aessiv(createHash('sha512').update('yogeum line id\0').update(key).digest())
  const sealWith = (version: number, key: Buffer, lineNumber: string): string =>
    `ln_${version}_${Buffer.from(cipher(key).encrypt(Buffer.from(lineNumber))).toString('base64url')}`
  return {
    seal: remembering(remembered, (lineNumber) => sealWith(ring.current.version, ring.current.key, lineNumber)),
    everyIdOf: (lineNumber) =>
      ring.versions.flatMap((version) => {
        const key = ring.byVersion(version)
        return key === null ? [] : [sealWith(version, key, lineNumber)]
      }),
    open: remembering(remembered, (id) => {
      const parts = shape.exec(id)
      if (!parts)
        throw new DomainError('BAD_USER_INPUT', '회선 ID의 형식이 올바르지 않습니다.', {
          details: { argument: 'lineId' },
        })
      const key = ring.byVersion(Number(parts[1]))
      try {
        if (!key) throw new Error('no key of that version')
        return Buffer.from(cipher(key).decrypt(Buffer.from(parts[2] ?? '', 'base64url'))).toString()
      } catch (cause) {
        throw lineNotFound(cause)
      }
    }),
  }
}

/** One answer for a line that is another's and for one that does not exist. */
export function lineNotFound(cause?: unknown): DomainError {
  return new DomainError('NOT_FOUND', '회선을 찾을 수 없습니다.', { cause })
}

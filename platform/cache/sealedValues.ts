import { parse, stringify } from 'devalue'
import { type FieldCipher } from '../privacy/fieldCipher.js'

/** What bentocache keeps about a value: an expiry in the past makes it a miss. */
const unreadable = { value: undefined, logicalExpiration: 0, createdAt: 0 }

/**
 * How values are written to Redis: dates stay dates, and nobody who looks into Redis can read them. What cannot be read,
 * because its key is gone or it was damaged, is not there.
 */
export function sealed({ encrypt, decrypt }: Pick<FieldCipher, 'encrypt' | 'decrypt'>) {
  return {
    serialize: (value: unknown): string => encrypt(stringify(value)),
    deserialize(text: string): unknown {
      try {
        return parse(decrypt(text)) as unknown
      } catch {
        return unreadable
      }
    },
  }
}

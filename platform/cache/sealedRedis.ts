import { RedisDriver } from 'bentocache/drivers/redis'
import { parse, stringify } from 'devalue'
import { type Redis } from 'ioredis'
import { type FieldCipher } from '../privacy/fieldCipher.js'

type Cipher = Pick<FieldCipher, 'encrypt' | 'decrypt'>

/**
 * Redis as bentocache's second level, in which nobody can read what lies there; dates stay dates. What cannot be read
 * here either, because its key is gone or it was damaged, is not there.
 */
export function sealedRedis(connection: Redis, cipher: Cipher) {
  return { options: {}, factory: (config: object) => new SealedRedis({ ...config, connection }, cipher) }
}

class SealedRedis extends RedisDriver {
  readonly #cipher: Cipher

  constructor(config: ConstructorParameters<typeof RedisDriver>[0], cipher: Cipher) {
    super(config)
    this.#cipher = cipher
  }

  override async get(key: string): Promise<string | undefined> {
    const text = await super.get(key)
    if (text === undefined) return undefined
    try {
      return parse(this.#cipher.decrypt(text)) as string
    } catch {
      return undefined
    }
  }

  override set(key: string, value: string, ttl?: number): Promise<boolean> {
    return super.set(key, this.#cipher.encrypt(stringify(value)), ttl)
  }
}

/**
 * bentocache hands values about as its serializer makes them. This one leaves them as they are, so that memory gives out
 * the very object that was put in; its own `serialize: false` puts text into memory that it cannot read again.
 */
export const asTheyAre = {
  serialize: (value: unknown) => value as string,
  deserialize: (value: unknown) => value,
}

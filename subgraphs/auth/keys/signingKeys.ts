import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { importJWK, type CryptoKey, type JWK } from 'jose'
import { type Clock } from '../../../platform/time/clock.js'
import { type KeyStore, type StoredKey } from './keyStore.js'
import { nextKeyDue, publishedKeysAt, signingKeyAt } from './keyPolicy.js'

export interface SigningKeys {
  /** Makes the next key when it is due, drops what no token can need, and reads what other copies did. */
  rotate(): Promise<void>
  /** The private key that signs now. */
  signer(): Promise<{ kid: string; key: CryptoKey | Uint8Array }>
  /** The public key of that id; null when it is not published. */
  verifier(kid: string): Promise<CryptoKey | Uint8Array | null>
  /** What `/.well-known/jwks.json` answers. */
  jwks(): { keys: JWK[] }
}

/** The keys of access tokens, as the policy has them; `rotationMs` is how long one signs. */
export function createSigningKeys({
  store,
  clock,
  rotationMs,
}: {
  store: KeyStore
  clock: Clock
  rotationMs: number
}): SigningKeys {
  let keys: StoredKey[] = []
  const imported = new Map<string, Promise<CryptoKey | Uint8Array>>()

  const imports = (id: string, jwk: JWK) => {
    const known = imported.get(id)
    if (known) return known
    const key = importJWK(jwk, 'EdDSA')
    imported.set(id, key)
    return key
  }

  return {
    async rotate() {
      const now = clock()
      await store.change((stored) => {
        const signsFrom = nextKeyDue(stored, rotationMs, now)
        const add = signsFrom && newKey(now, signsFrom)
        const needed = publishedKeysAt(add ? [...stored, add] : stored, now)
        const remove = stored.filter((key) => !needed.some(({ kid }) => kid === key.kid))
        return { add, remove: remove.map(({ kid }) => kid) }
      })
      keys = await store.all()
      for (const id of imported.keys()) if (!keys.some(({ kid }) => id.endsWith(kid))) imported.delete(id)
    },
    async signer() {
      const key = signingKeyAt(keys, clock())
      if (!key) throw new Error('there is no signing key yet')
      return { kid: key.kid, key: await imports(`private ${key.kid}`, { ...publicJwk(key), d: key.privateKey }) }
    },
    async verifier(kid) {
      const key = publishedKeysAt(keys, clock()).find((published) => published.kid === kid)
      return key ? imports(`public ${kid}`, publicJwk(key)) : null
    },
    jwks: () => ({
      keys: publishedKeysAt(keys, clock()).map((key) => ({
        ...publicJwk(key),
        kid: key.kid,
        alg: 'EdDSA',
        use: 'sig',
      })),
    }),
  }
}

function publicJwk(key: StoredKey): JWK {
  return { kty: 'OKP', crv: 'Ed25519', x: key.publicKey }
}

function newKey(createdAt: Date, signsFrom: Date): StoredKey {
  const { x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
  if (!x || !d) throw new Error('a new Ed25519 key has no JWK form')
  return { kid: randomUUID(), publicKey: x, privateKey: d, createdAt, signsFrom }
}

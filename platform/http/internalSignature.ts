import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'

/** Carries the signature of a call from one of our services to another. */
export const internalSignatureHeader = 'x-yogeum-signature'

export interface InternalCall {
  method: string
  /** As the called service sees it, with the query and without a proxy's prefix. */
  path: string
  /** Byte for byte what is sent. */
  body: string
}

/** Proves that a call comes from one of our services. It bounds no time: a call must be safe to repeat. */
export interface InternalSignature {
  /** The header's value. */
  sign(call: InternalCall): string
  verify(call: InternalCall, header: string | undefined): boolean
}

/** `blindIndexKey` as BLIND_INDEX_KEY: the services share it, and it never changes. The key that signs is derived from it. */
export function createInternalSignature(blindIndexKey: string): InternalSignature {
  const secret = Buffer.from(blindIndexKey, 'base64')
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'yogeum internal calls', 32))
  const sign = ({ method, path, body }: InternalCall) =>
    `v1=${createHmac('sha256', key).update(`${method}\n${path}\n${body}`).digest('hex')}`
  return {
    sign,
    verify(call, header) {
      const expected = Buffer.from(sign(call))
      const given = Buffer.from(header ?? '')
      return given.length === expected.length && timingSafeEqual(given, expected)
    },
  }
}

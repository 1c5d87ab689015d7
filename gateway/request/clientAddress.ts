import { isIP } from 'node:net'

/**
 * The address of the client. Each of our own proxies appends to X-Forwarded-For the address that it saw, so with `hops`
 * of them the client is the `hops`-th entry from the right; what stands left of it the client may have written itself.
 */
export function clientAddress(peer: string, forwardedFor: string | undefined, hops: number): string {
  if (hops === 0 || forwardedFor === undefined) return peer
  const seen = forwardedFor.split(',').map((entry) => entry.trim())
  const address = seen.at(-hops) ?? ''
  return isIP(address) === 0 ? peer : address
}

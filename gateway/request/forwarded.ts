import { type IncomingHttpHeaders } from 'node:http'
import { BlockList, isIP } from 'node:net'

/** What a request says of where it came from, once everything that its sender may have made up is left out. */
export interface Forwarded {
  /** Whether a proxy of ours is connected, and its word was taken. */
  byProxy: boolean
  /** Address of the client. */
  address: string
  /** Whether the client came over TLS, which ends at a proxy in front. */
  https: boolean
  /** The host that the client asked for. */
  host: string | undefined
}

/** `peer` is who is connected; undefined where the connection is gone. */
export type ReadForwarded = (peer: string | undefined, headers: IncomingHttpHeaders) => Forwarded

export interface ProxiesInFront {
  /** TRUSTED_PROXY_HOPS: the most proxies in front that append to X-Forwarded-For. */
  hops: number
  /** TRUSTED_PROXIES: addresses and networks of proxies, `10.0.0.7` or `10.0.0.0/8`. */
  proxies: readonly string[]
}

/** Where proxies of ours are when nobody says where: this machine and private networks. The client of a public door is in none. */
const nearby = ['127.0.0.0/8', '::1', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7', 'fe80::/10']

/**
 * Reads X-Forwarded-For, -Proto and -Host, which anyone can write, where a proxy of ours has written them:
 *
 * | TRUSTED_PROXIES | TRUSTED_PROXY_HOPS | believed |
 * |---|---|---|
 * | empty | 0 | nothing: the client is who is connected |
 * | empty | n | from peers on this machine or in a private network; the client is the n-th address from the right |
 * | a list | 0 | from peers in the list; the client is the first address from the right that is not in it |
 * | a list | n | the same, and no further than n addresses from the right |
 *
 * Each proxy appends the address that it saw, so what stands left of the client's the client may have written itself.
 * An entry that is no address ends the search. Of several protocols or hosts the last is the nearest proxy's.
 */
export function createForwardedReader({ hops, proxies }: ProxiesInFront): ReadForwarded {
  const hasList = proxies.length > 0
  const known = toBlockList(hasList ? proxies : nearby)
  const steps = hasList && hops === 0 ? Infinity : hops
  const isProxy = (address: string): boolean => known.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

  function client(peer: string, forwardedFor: string): string {
    let address = peer
    const seen = forwardedFor.split(',')
    for (let step = 0; step < steps && seen.length > 0; step += 1) {
      if (hasList && !isProxy(address)) break
      const entry = plain(seen.pop()?.trim() ?? '')
      if (isIP(entry) === 0) break
      address = entry
    }
    return address
  }

  return (connected = '', headers) => {
    const peer = plain(connected)
    if (steps === 0 || isIP(peer) === 0 || !isProxy(peer))
      return { byProxy: false, address: peer, https: false, host: headers.host }
    return {
      byProxy: true,
      address: client(peer, joined(headers['x-forwarded-for']) ?? ''),
      https: last(headers['x-forwarded-proto'])?.toLowerCase() === 'https',
      host: last(headers['x-forwarded-host']) ?? headers.host,
    }
  }
}

/** Whether it can stand in TRUSTED_PROXIES: an address, or a network as `address/bits`. */
export function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const family = isIP(address)
  if (family === 0 || more.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}

function toBlockList(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return list
}

/** An IPv4 address as such where a socket that listens on IPv6 too shows it as `::ffff:1.2.3.4`. */
function plain(address: string): string {
  return address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address
}

function joined(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(',') : header
}

function last(header: string | string[] | undefined): string | undefined {
  const value = joined(header)?.split(',').at(-1)?.trim()
  return value === '' ? undefined : value
}

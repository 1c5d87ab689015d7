import { describe, expect, it } from '@jest/globals'
import { createForwardedReader, isNetwork } from './forwarded.js'

const address = (peer: string | undefined, forwardedFor: string | undefined, hops: number, proxies: string[] = []) =>
  createForwardedReader({ hops, proxies })(peer, forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor })
    .address

describe('the address of the client', () => {
  it.each([
    ['without proxies, whatever the client claims', '127.0.0.1', '9.9.9.9', 0, '127.0.0.1'],
    ['behind one proxy', '10.0.0.1', '2.2.2.2', 1, '2.2.2.2'],
    ['behind one proxy, with a forged entry in front', '10.0.0.1', '9.9.9.9, 2.2.2.2', 1, '2.2.2.2'],
    ['behind two proxies', '10.0.0.1', '9.9.9.9, 2.2.2.2, 10.0.0.2', 2, '2.2.2.2'],
    ['behind two proxies, the outer one of which is public', '10.0.0.1', '9.9.9.9, 2.2.2.2, 3.3.3.3', 2, '2.2.2.2'],
    ['behind proxies that wrote nothing', '10.0.0.1', undefined, 2, '10.0.0.1'],
    ['with fewer entries than proxies', '10.0.0.1', '2.2.2.2', 2, '2.2.2.2'],
    ['with something else than an address', '10.0.0.1', 'unknown', 1, '10.0.0.1'],
    ['with an address that something else follows', '10.0.0.1', '2.2.2.2, unknown', 2, '10.0.0.1'],
    ['when it reaches us past the proxies and claims to be another', '6.6.6.6', '2.2.2.2', 1, '6.6.6.6'],
    ['on IPv6', 'fd00::1', '2001:db8::7', 1, '2001:db8::7'],
    ['on a socket that shows IPv4 as IPv6', '::ffff:10.0.0.1', '::ffff:2.2.2.2', 1, '2.2.2.2'],
    ['past the proxies, on a socket that shows IPv4 as IPv6', '::ffff:6.6.6.6', '2.2.2.2', 1, '6.6.6.6'],
    ['over a connection that is gone', undefined, '2.2.2.2', 1, ''],
  ])('is known %s', (_what, peer, header, hops, expected) => {
    expect(address(peer, header, hops)).toBe(expected)
  })

  const proxies = ['203.0.113.0/24', '10.0.0.7', '2001:db8:ffff::/48']
  it.each([
    ['from a proxy in the list', '10.0.0.7', '2.2.2.2', 0, '2.2.2.2'],
    ['from its neighbour, which is not in the list', '10.0.0.8', '2.2.2.2', 0, '10.0.0.8'],
    ['from this machine, which is not in the list', '127.0.0.1', '2.2.2.2', 1, '127.0.0.1'],
    ['behind as many as are in the list', '10.0.0.7', '9.9.9.9, 2.2.2.2, 203.0.113.5', 0, '2.2.2.2'],
    ['behind an IPv6 proxy', '2001:db8:ffff::1', '9.9.9.9, 2001:db8::7', 0, '2001:db8::7'],
    ['when it is past the outer proxy and forges its entry', '10.0.0.7', '2.2.2.2, 6.6.6.6', 2, '6.6.6.6'],
    [
      'when it sits among the proxies and forges, as far as hops bound the search',
      '10.0.0.7',
      '2.2.2.2, 203.0.113.66',
      1,
      '203.0.113.66',
    ],
    ['when every entry is a proxy', '10.0.0.7', '203.0.113.1, 203.0.113.2', 0, '203.0.113.1'],
  ])('with a list of proxies is known %s', (_what, peer, header, hops, expected) => {
    expect(address(peer, header, hops, proxies)).toBe(expected)
  })
})

describe('the protocol and the host of the client', () => {
  const headers = { host: 'gateway:4000', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'yogeum.example' }

  it('are those that a proxy of ours names', () => {
    const read = createForwardedReader({ hops: 1, proxies: [] })
    expect(read('10.0.0.1', headers)).toMatchObject({ https: true, host: 'yogeum.example' })
    expect(read('10.0.0.1', { ...headers, 'x-forwarded-proto': 'http' })).toMatchObject({ https: false })
    expect(read('10.0.0.1', { host: 'gateway:4000' })).toMatchObject({ https: false, host: 'gateway:4000' })
  })

  it('are the last of several: a client may have written the first', () => {
    const sent = { 'x-forwarded-proto': 'https, http', 'x-forwarded-host': 'evil.example, yogeum.example' }
    const read = createForwardedReader({ hops: 1, proxies: [] })
    expect(read('10.0.0.1', sent)).toMatchObject({ https: false, host: 'yogeum.example' })
  })

  it.each([
    ['without proxies', '127.0.0.1', 0, []],
    ['past the proxies', '6.6.6.6', 1, []],
    ['past a listed proxy', '10.0.0.8', 1, ['10.0.0.7']],
  ])('are not what a client claims %s', (_what, peer, hops, proxies) => {
    const read = createForwardedReader({ hops, proxies })
    expect(read(peer, headers)).toEqual({ byProxy: false, address: peer, https: false, host: 'gateway:4000' })
  })
})

describe('a proxy in the configuration', () => {
  it.each(['10.0.0.7', '10.0.0.0/8', '::1', 'fd00::/8', '0.0.0.0/0'])('may be %s', (text) => {
    expect(isNetwork(text)).toBe(true)
  })
  it.each(['', 'balancer', '10.0.0.0/33', '10.0.0.0/8/8', '::/129', '10.0.0/8', '10.0.0.0/x', '10.0.0.0/'])(
    'may not be "%s"',
    (text) => {
      expect(isNetwork(text)).toBe(false)
    },
  )
})

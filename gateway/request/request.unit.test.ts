import { describe, expect, it } from '@jest/globals'
import { clientAddress } from './clientAddress.js'
import { hashCustomer, outcomeOf } from './requestRecord.js'

describe('the address of the client', () => {
  it.each([
    ['without proxies, whatever the client claims', '1.1.1.1', '9.9.9.9', 0, '1.1.1.1'],
    ['behind one proxy', '10.0.0.1', '2.2.2.2', 1, '2.2.2.2'],
    ['behind one proxy, with a forged entry in front', '10.0.0.1', '9.9.9.9, 2.2.2.2', 1, '2.2.2.2'],
    ['behind two proxies', '10.0.0.1', '9.9.9.9, 2.2.2.2, 10.0.0.2', 2, '2.2.2.2'],
    ['behind proxies that wrote nothing', '10.0.0.1', undefined, 2, '10.0.0.1'],
    ['with fewer entries than proxies', '10.0.0.1', '2.2.2.2', 2, '10.0.0.1'],
    ['with something else than an address', '10.0.0.1', 'unknown', 1, '10.0.0.1'],
  ])('is known %s', (_what, peer, header, hops, expected) => {
    expect(clientAddress(peer, header, hops)).toBe(expected)
  })
})

describe('the outcome of a request', () => {
  it.each([
    ['ok', [], true, 200],
    ['partial', ['SERVICE_UNAVAILABLE'], true, 200],
    ['failed', ['SERVICE_UNAVAILABLE'], false, 200],
    ['refused', ['NOT_FOUND'], false, 200],
    ['refused', ['BAD_USER_INPUT'], false, 400],
    ['refused', [], false, 413],
    ['failed', ['INTERNAL_SERVER_ERROR'], true, 200],
    ['failed', [], false, 500],
  ])('is %s for codes %j, data %s, status %i', (expected, codes, hasData, status) => {
    expect(outcomeOf({ codes, hasData }, status, true)).toBe(expected)
  })

  it.each([
    ['left', [], true, 200],
    ['left', ['SERVICE_UNAVAILABLE'], false, 200],
    ['failed', ['INTERNAL_SERVER_ERROR'], false, 200],
  ])(
    'is %s for codes %j, data %s, status %i, when the client did not stay for the answer',
    (expected, codes, hasData, status) => {
      expect(outcomeOf({ codes, hasData }, status, false)).toBe(expected)
    },
  )

  it('tells customers apart without naming them', () => {
    const [one, other] = [hashCustomer('3f1c'), hashCustomer('3f1d')]
    expect(one).toMatch(/^[0-9a-f]{16}$/)
    expect(one).not.toBe(other)
  })
})

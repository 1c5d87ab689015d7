import { describe, expect, it } from '@jest/globals'
import { type Identity } from '../../platform/identity/identity.js'
import { createLogger } from '../../platform/logging/logger.js'
import { type Session } from '../session/session.js'
import { addressKey } from './addressKey.js'
import { createRateLimits } from './createRateLimits.js'
import { rateLimitField } from './rateLimit.js'
import { createWindowCounter } from './windowCounter.js'

function clockAt(start: string): { clock: () => Date; pass: (ms: number) => void } {
  let now = new Date(start).getTime()
  return { clock: () => new Date(now), pass: (ms) => void (now += ms) }
}

describe('a rate in the configuration', () => {
  it('is so many in so many seconds, or none', () => {
    expect(rateLimitField('1/1s').parse('600/10s')).toEqual({ most: 600, seconds: 10 })
    expect(rateLimitField('1/1s').parse('0')).toBeNull()
    expect(rateLimitField('1/1s').parse(undefined)).toEqual({ most: 1, seconds: 1 })
  })

  it.each(['', '600', '600/10', '0/10s', '10/0s', '-1/10s', '1.5/10s', '10/10m', '1e9/1s'])('is not "%s"', (text) => {
    expect(rateLimitField('1/1s').safeParse(text).success).toBe(false)
  })
})

describe('a window', () => {
  const open = (most: number, shared = false) => {
    const { clock, pass } = clockAt('2026-11-22T00:00:00Z')
    return { counter: createWindowCounter({ most, seconds: 10 }, clock, shared), pass }
  }

  it('takes as many as it may, then says how long it lasts; the next one takes as many again', () => {
    const { counter, pass } = open(2)
    expect([counter.take('a'), counter.take('a')]).toEqual([0, 0])
    pass(4_000)
    expect(counter.take('a')).toBe(6_000)
    pass(5_999)
    expect(counter.take('a')).toBe(1)
    pass(1)
    expect([counter.take('a'), counter.take('a'), counter.take('a')]).toEqual([0, 0, 10_000])
  })

  it('counts each key alone, and several at once all or not at all', () => {
    const { counter } = open(3)
    expect(counter.take('a', 3)).toBe(0)
    expect(counter.take('b', 4)).toBe(10_000)
    expect(counter.take('b', 3)).toBe(0)
    expect(counter.take('c', Infinity)).toBe(10_000)
  })

  it('does not grow longer for who goes on asking', () => {
    const { counter, pass } = open(1)
    counter.take('a')
    for (let second = 0; second < 10; second += 1, pass(1_000)) counter.take('a')
    expect(counter.take('a')).toBe(0)
  })

  it('is told to other copies once an eighth of it is used here, and each count once', () => {
    const { counter } = open(16, true)
    counter.take('a')
    expect(counter.untold()).toEqual(new Map())
    counter.take('a')
    expect(counter.untold()).toEqual(new Map([['a', 2]]))
    expect(counter.untold()).toEqual(new Map())
    counter.take('a', 3)
    expect(counter.untold()).toEqual(new Map([['a', 3]]))
  })

  it('counts what other copies counted, and what came here since they were told', () => {
    const { counter } = open(16, true)
    counter.take('a', 4)
    counter.untold()
    counter.take('a', 2)
    counter.learn('a', { count: 10, leftMs: 7_000 })
    expect(counter.take('a', 4)).toBe(0)
    expect(counter.take('a')).toBe(7_000)
  })

  it('grows no wider when what is shared was forgotten', () => {
    const { counter } = open(16, true)
    counter.take('a', 15)
    counter.untold()
    counter.learn('a', { count: 1, leftMs: 10_000 })
    expect([counter.take('a'), counter.take('a')]).toEqual([0, 10_000])
  })

  it('learns nothing of a key that it does not count', () => {
    const { counter } = open(1, true)
    counter.learn('b', { count: 9, leftMs: 10_000 })
    expect(counter.take('b')).toBe(0)
  })
})

describe('an address', () => {
  it.each([
    ['1.2.3.4', '1.2.3.4'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::1.2.3.4', '64:ff9b:0:0::/64'],
  ])('%s counts as %s', (address, key) => {
    expect(addressKey(address)).toBe(key)
  })
})

describe('who is counted together', () => {
  const { clock } = clockAt('2026-11-22T00:00:00Z')
  const log = createLogger({ role: 'gateway', level: 'silent' })
  const refused = () => undefined
  const none = {
    RATE_LIMIT_CUSTOMER: null,
    RATE_LIMIT_CLIENT: null,
    RATE_LIMIT_ADDRESS: null,
    RATE_LIMIT_SIGN_IN: null,
    REDIS_URL: undefined,
  }
  const twice = { most: 2, seconds: 10 }
  const session = (customerId: string, sessionId: string): Session => ({
    kind: 'identified',
    identity: { customerId, sessionId } as Identity,
  })

  it('is everyone with a limit of their own, and nobody without one', () => {
    const limits = createRateLimits(none, { clock, log, refused })
    for (let count = 0; count < 5_000; count += 1) {
      expect(limits.request({ kind: 'anonymous' }, '1.1.1.1') + limits.request(session('a', '1'), '1.1.1.1')).toBe(0)
      expect(limits.signIns('1.1.1.1', 1_000)).toBe(0)
    }
  })

  it('is all sessions of a customer, wherever they come from', () => {
    const limits = createRateLimits({ ...none, RATE_LIMIT_CUSTOMER: twice }, { clock, log, refused })
    expect(limits.request(session('a', '1'), '1.1.1.1')).toBe(0)
    expect(limits.request(session('a', '2'), '2.2.2.2')).toBe(0)
    expect(limits.request(session('a', '3'), '3.3.3.3')).toBe(10)
    expect(limits.request(session('b', '4'), '3.3.3.3')).toBe(0)
  })

  it('is one session, and not the other of the same customer', () => {
    const limits = createRateLimits({ ...none, RATE_LIMIT_CLIENT: twice }, { clock, log, refused })
    expect(limits.request(session('a', '1'), '1.1.1.1')).toBe(0)
    expect(limits.request(session('a', '1'), '2.2.2.2')).toBe(0)
    expect(limits.request(session('a', '1'), '3.3.3.3')).toBe(10)
    expect(limits.request(session('a', '2'), '1.1.1.1')).toBe(0)
  })

  it('is everyone without a good session behind one address, and nobody with one', () => {
    const limits = createRateLimits({ ...none, RATE_LIMIT_ADDRESS: twice }, { clock, log, refused })
    limits.request({ kind: 'anonymous' }, '2001:db8::1')
    limits.request({ kind: 'anonymous' }, '2001:db8::2')
    expect(limits.request({ kind: 'anonymous' }, '2001:db8::3')).toBe(10)
    expect(limits.request({ kind: 'anonymous' }, '2001:db8:0:1::3')).toBe(0)
    expect(limits.request(session('a', '1'), '2001:db8::1')).toBe(0)
  })

  it('is told by name when they are refused, for whoever watches the metrics', () => {
    const scopes: string[] = []
    const once = { most: 1, seconds: 10 }
    const limits = createRateLimits(
      {
        ...none,
        RATE_LIMIT_ADDRESS: once,
        RATE_LIMIT_CLIENT: twice,
        RATE_LIMIT_CUSTOMER: once,
        RATE_LIMIT_SIGN_IN: once,
      },
      { clock, log, refused: (scope) => void scopes.push(scope) },
    )
    for (let n = 0; n < 2; n += 1) {
      limits.request({ kind: 'anonymous' }, '1.1.1.1')
      limits.request(session('a', '1'), '1.1.1.1')
      limits.signIns('1.1.1.1', 1)
    }
    limits.request(session('a', '1'), '1.1.1.1')
    expect(scopes).toEqual(['address', 'customer', 'sign-in', 'client'])
  })
})

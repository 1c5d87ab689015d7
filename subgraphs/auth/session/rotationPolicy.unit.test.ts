import { describe, expect, it } from '@jest/globals'
import { decideRotation, reuseGraceMs } from './rotationPolicy.js'
import { accessExpiry, sessionTimes } from './sessionLifetime.js'
import { successorOf } from './refreshToken.js'

const now = new Date('2026-11-22T03:00:00Z')
const at = (ms: number) => new Date(now.getTime() + ms)
const day = 24 * 60 * 60 * 1000
const live = { endedAt: null, idleExpiresAt: at(1), expiresAt: at(1) }

describe('UFR-AUTH-010 refresh token rotation', () => {
  it.each([
    ['unused', { usedAt: null, session: live }, 'rotate'],
    ['used a moment ago', { usedAt: at(-reuseGraceMs), session: live }, 'repeat'],
    ['used before the grace', { usedAt: at(-reuseGraceMs - 1), session: live }, 'endFamily'],
    ['of an ended session', { usedAt: null, session: { ...live, endedAt: at(-1) } }, 'over'],
    ['of a session that was idle too long', { usedAt: null, session: { ...live, idleExpiresAt: now } }, 'over'],
    ['of a session at its very end', { usedAt: null, session: { ...live, expiresAt: now } }, 'over'],
  ] as const)('given a token %s, when it is presented, then: see policy', (_, presented, decision) => {
    expect(decideRotation(presented, now)).toBe(decision)
  })

  it('gives one successor for one token and salt, and another for any other', () => {
    expect(successorOf('token', 'salt')).toBe(successorOf('token', 'salt'))
    expect(successorOf('token', 'salt')).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(
      new Set([successorOf('token', 'salt'), successorOf('token', 'pepper'), successorOf('other', 'salt')]).size,
    ).toBe(3)
  })

  it('keeps a session for 24 idle hours and 7 days, or 30 idle days and 90 when asked to', () => {
    expect(sessionTimes(false, now, now)).toMatchObject({ idleExpiresAt: at(day), expiresAt: at(7 * day) })
    expect(sessionTimes(true, now, now)).toMatchObject({ idleExpiresAt: at(30 * day), expiresAt: at(90 * day) })
    expect(sessionTimes(false, at(-6.5 * day), now).idleExpiresAt).toEqual(at(day / 2))
  })

  it('lets no access token outlive its session', () => {
    expect(accessExpiry({ expiresAt: at(day) }, now)).toEqual(at(15 * 60 * 1000))
    expect(accessExpiry({ expiresAt: at(5) }, now)).toEqual(at(5))
  })
})

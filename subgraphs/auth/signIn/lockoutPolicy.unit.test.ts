import { describe, expect, it } from '@jest/globals'
import { failuresUntilLock, judgeAttempt, lockMs, noFailures } from './lockoutPolicy.js'

const now = new Date('2026-11-22T03:00:00Z')
const later = (ms: number) => new Date(now.getTime() + ms)
const lockEnd = later(lockMs)
const failures = (count: number) => ({ failures: count, lockedUntil: null })
const lockedAccount = { failures: failuresUntilLock, lockedUntil: lockEnd }

describe('UFR-AUTH-010 lockout policy', () => {
  it('UFR-AUTH-010 given 3 failures, when a 4th guess is wrong, then it is counted and nothing is locked', () => {
    expect(judgeAttempt({ account: failures(3), device: null, right: false, now })).toEqual({
      verdict: { kind: 'invalid' },
      account: failures(4),
      device: null,
    })
  })

  it('UFR-AUTH-010 given 4 failures, when the 5th guess is wrong, then the account is locked for 30 minutes', () => {
    expect(judgeAttempt({ account: failures(4), device: null, right: false, now })).toEqual({
      verdict: { kind: 'locked', until: later(30 * 60 * 1000) },
      account: lockedAccount,
      device: null,
    })
  })

  it('UFR-AUTH-010 given a lock, when an unknown device has the right password, then it is locked out all the same and the lock stays', () => {
    expect(judgeAttempt({ account: lockedAccount, device: null, right: true, now })).toEqual({
      verdict: { kind: 'locked', until: lockEnd },
      account: lockedAccount,
      device: null,
    })
  })

  it('UFR-AUTH-010 given a lock, when more wrong guesses come, then they do not prolong it', () => {
    expect(judgeAttempt({ account: lockedAccount, device: null, right: false, now: later(1000) }).account).toEqual(
      lockedAccount,
    )
  })

  it('UFR-AUTH-010 given a lock that is over, when a guess is wrong, then the count starts anew', () => {
    expect(judgeAttempt({ account: lockedAccount, device: null, right: false, now: lockEnd })).toEqual({
      verdict: { kind: 'invalid' },
      account: failures(1),
      device: null,
    })
  })

  it('UFR-AUTH-010 given failures, when the password is right, then the counts are reset', () => {
    expect(judgeAttempt({ account: failures(4), device: failures(2), right: true, now })).toEqual({
      verdict: { kind: 'signedIn' },
      account: noFailures,
      device: noFailures,
    })
  })

  it('UFR-AUTH-010 given a locked account, when a known device has the right password, then it gets in and the lock for others stays', () => {
    expect(judgeAttempt({ account: lockedAccount, device: failures(1), right: true, now })).toEqual({
      verdict: { kind: 'signedIn' },
      account: lockedAccount,
      device: noFailures,
    })
  })

  it('UFR-AUTH-010 given a known device with 4 failures, when its 5th guess is wrong, then the device is locked too', () => {
    const judged = judgeAttempt({ account: failures(0), device: failures(4), right: false, now })
    expect(judged).toEqual({ verdict: { kind: 'locked', until: lockEnd }, account: failures(1), device: lockedAccount })
    expect(judgeAttempt({ account: failures(1), device: lockedAccount, right: true, now }).verdict.kind).toBe('locked')
  })

  it('UFR-AUTH-010 given a known device, when its guess is wrong, then it counts for the account as well', () => {
    const judged = judgeAttempt({ account: failures(4), device: failures(0), right: false, now })
    expect(judged).toEqual({ verdict: { kind: 'invalid' }, account: lockedAccount, device: failures(1) })
  })
})

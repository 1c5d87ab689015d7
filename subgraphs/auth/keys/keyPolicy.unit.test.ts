import { describe, expect, it } from '@jest/globals'
import { clockLeewayMs, nextKeyDue, publishAheadMs, publishedKeysAt, signingKeyAt } from './keyPolicy.js'
import { accessTokenMs } from '../session/sessionLifetime.js'

const day = 24 * 60 * 60 * 1000
const start = Date.parse('2026-11-22T03:00:00Z')
const at = (ms: number) => new Date(start + ms)
const first = { kid: 'first', signsFrom: at(0) }
const second = { kid: 'second', signsFrom: at(30 * day) }

describe('signing key policy', () => {
  it('given no key, when one is due, then it signs at once', () => {
    expect(nextKeyDue([], 30 * day, at(0))).toEqual(at(0))
    expect(signingKeyAt([], at(0))).toBeNull()
  })

  it('given a key, when its time is nearly over, then the next is published an hour before it signs', () => {
    expect(nextKeyDue([first], 30 * day, at(30 * day - publishAheadMs - 1))).toBeNull()
    expect(nextKeyDue([first], 30 * day, at(30 * day - publishAheadMs))).toEqual(second.signsFrom)
    expect(nextKeyDue([first, second], 30 * day, at(30 * day))).toBeNull()
  })

  it('given a start long after a key was due, when the next is made, then it is still published ahead', () => {
    expect(nextKeyDue([first], 30 * day, at(100 * day))).toEqual(at(100 * day + publishAheadMs))
  })

  it('given two keys, then the newer signs from its time on and both are published before', () => {
    const before = at(30 * day - 1)
    expect(signingKeyAt([first, second], before)).toBe(first)
    expect(publishedKeysAt([first, second], before)).toEqual([second, first])
    expect(signingKeyAt([first, second], second.signsFrom)).toBe(second)
  })

  it('given a superseded key, then it stays published until no token of it can live', () => {
    const gone = second.signsFrom.getTime() + accessTokenMs + clockLeewayMs - start
    expect(publishedKeysAt([first, second], at(gone - 1))).toEqual([second, first])
    expect(publishedKeysAt([first, second], at(gone))).toEqual([second])
  })
})

import { describe, expect, it } from '@jest/globals'
import { minutesAndSeconds, quoteEnd } from './quoteLife.js'

const now = Date.parse('2026-11-28T00:00:00Z')

describe('how long a quote holds', () => {
  it('is what the API says', () => expect(quoteEnd('2026-11-28T00:09:58Z', now)).toBe(now + 598_000))

  it.each(['2026-11-28T03:10:00Z', '2026-11-27T21:10:00Z'])(
    'is ten minutes on a device whose clock is wrong (%s): it is not renewed without an end',
    (expiresAt) => expect(quoteEnd(expiresAt, now)).toBe(now + 600_000),
  )

  it.each([
    [598.9, '9:58'],
    [60, '1:00'],
    [5, '0:05'],
    [-3, '0:00'],
  ])('%d s are %s', (seconds, text) => expect(minutesAndSeconds(seconds)).toBe(text))
})

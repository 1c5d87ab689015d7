import { describe, expect, it } from '@jest/globals'
import { usageShare } from './usageShare.js'

describe('the share of an allowance', () => {
  it.each([
    [0, 100, 0, 'plenty'],
    [79.9, 100, 79, 'plenty'],
    [80, 100, 80, 'scarce'],
    [99.99, 100, 99, 'scarce'],
    [100, 100, 100, 'gone'],
    [250, 100, 250, 'gone'],
    [0, 0, 0, 'plenty'],
    [3, 0, 100, 'gone'],
  ])('%d of %d is %d %%, %s', (used, allowance, percent, level) => {
    expect(usageShare(used, allowance)).toEqual({ percent, level })
  })

  it('is none without a limit', () => expect(usageShare(7, null)).toEqual({ percent: null, level: 'unlimited' }))
})

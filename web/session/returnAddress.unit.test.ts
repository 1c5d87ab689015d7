import { describe, expect, it } from '@jest/globals'
import { returnPath, signInAddress } from './returnAddress.js'

const origin = 'https://yogeum.example'
const back = (to: string): string => returnPath(`?${new URLSearchParams({ to }).toString()}`, origin)

describe('the way back from the sign-in page', () => {
  it.each(['/bill/ln_1_abc/2026-11', '/changes/1?from=mail#steps', '/desk'])('leads to %s', (path) => {
    expect(returnPath(new URL(signInAddress(path), origin).search, origin)).toBe(path)
  })

  it.each([
    'https://elsewhere.example/',
    '//elsewhere.example',
    '/\\elsewhere.example',
    '\\\\elsewhere.example',
    '/..//elsewhere.example',
    '/.//elsewhere.example',
    'javascript:alert(1)',
    '/\t/elsewhere.example',
    'bill',
    '',
    '/sign-in?to=/bill',
  ])('leads home and nowhere else for %j', (to) => {
    expect(back(to)).toBe('/')
  })

  it('leads home when nothing is said', () => {
    expect(returnPath('', origin)).toBe('/')
    expect(signInAddress('/')).toBe('/sign-in')
  })
})

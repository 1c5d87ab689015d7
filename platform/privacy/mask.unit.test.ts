import { describe, expect, it } from '@jest/globals'
import { maskName, maskNumber, maskNumbersIn } from './mask.js'

describe('one mask everywhere', () => {
  it.each([
    ['홍길동', '홍*동'],
    ['김수', '김*'],
    ['남궁민수', '남**수'],
    ['이', '*'],
    ['', '*'],
  ])('masks the name %s as %s', (name, masked) => expect(maskName(name)).toBe(masked))

  it('shows the middle of a number and hides its end', () => expect(maskNumber('01012345678')).toBe('010-1234-****'))
  it('hides whole what is no mobile number', () => expect(maskNumber('12345')).toBe('***'))

  it.each(['01012345678', '010-1234-5678', '010 1234 5678', '010.1234.5678'])('masks %s inside a text', (number) => {
    expect(maskNumbersIn(`line ${number} failed`)).toBe('line 010-1234-**** failed')
  })
  it('leaves longer digit strings alone', () => expect(maskNumbersIn('id 901012345678123')).toBe('id 901012345678123'))
})

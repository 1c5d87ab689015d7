import { describe, expect, test } from '@jest/globals'
import { withSection } from './writeSection.js'

describe('a section of a README', () => {
  test('what stood there is replaced, and nothing else', () => {
    const text = 'before\n<!-- a -->\n\nold\n\n<!-- /a -->\nafter\n<!-- b --><!-- /b -->\n'
    expect(withSection(text, 'a', 'new $1\n')).toBe(
      'before\n<!-- a -->\n\nnew $1\n\n<!-- /a -->\nafter\n<!-- b --><!-- /b -->\n',
    )
  })

  test('a README without a place for it is refused, not emptied', () => {
    expect(() => withSection('before\n<!-- /a --> <!-- a -->', 'a', 'new')).toThrow('<!-- a -->')
  })
})

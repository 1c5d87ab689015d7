import { expect, it } from '@jest/globals'
import { remembering } from './remembering.js'

it('computes what it does not know, and forgets the oldest', () => {
  const computed: string[] = []
  const upper = remembering(2, (key) => {
    computed.push(key)
    return key.toUpperCase()
  })
  expect(['a', 'b', 'a', 'c', 'b', 'a'].map(upper)).toEqual(['A', 'B', 'A', 'C', 'B', 'A'])
  expect(computed).toEqual(['a', 'b', 'c', 'a'])
})

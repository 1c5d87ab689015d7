import { describe, expect, it } from '@jest/globals'
import { DomainError } from '../errors/domainError.js'
import { createLineIds } from './lineIds.js'

const key = (byte: number) => Buffer.alloc(32, byte).toString('base64')
const ids = createLineIds(`1:${key(1)}`)

function codeOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof DomainError) return error.code
    throw error
  }
  return 'no error'
}

describe('line ids', () => {
  it('opens what it sealed, and seals the same number alike', () => {
    const id = ids.seal('01012345678')
    expect(createLineIds(`1:${key(1)}`).open(id)).toBe('01012345678')
    expect(createLineIds(`1:${key(1)}`).seal('01012345678')).toBe(id)
  })
  it('shows nothing of the number', () => expect(ids.seal('01012345678')).not.toContain('1234'))
  it('reads ids of an older key after a new one came', () => {
    const old = ids.seal('01012345678')
    const rotated = createLineIds(`1:${key(1)},2:${key(9)}`)
    expect(rotated.open(old)).toBe('01012345678')
    expect(rotated.seal('01012345678')).toMatch(/^ln_2_/)
    expect(rotated.everyIdOf('01012345678')).toEqual([rotated.seal('01012345678'), old])
  })
  it.each(['', 'x', '01012345678', 'ln_1_', 'ln_1_short', 'ln_0_' + 'a'.repeat(36), "ln_1_' OR 1=1"])(
    'refuses %p as no id at all',
    (id) => {
      expect(codeOf(() => ids.open(id))).toBe('BAD_USER_INPUT')
    },
  )
  it('does not tell a forged id from one that does not exist', () => {
    const forged = ids.seal('01012345678').replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
    expect(codeOf(() => ids.open(forged))).toBe('NOT_FOUND')
    expect(codeOf(() => createLineIds(`1:${key(5)}`).open(ids.seal('01012345678')))).toBe('NOT_FOUND')
    expect(codeOf(() => ids.open(ids.seal('01012345678').replace('ln_1_', 'ln_7_')))).toBe('NOT_FOUND')
  })
})

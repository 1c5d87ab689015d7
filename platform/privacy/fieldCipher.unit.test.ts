import { describe, expect, it } from '@jest/globals'
import { createFieldCipher } from './fieldCipher.js'

const key = (byte: number) => Buffer.alloc(32, byte).toString('base64')
const cipher = createFieldCipher({ keys: `1:${key(1)}`, blindIndexKey: key(3) })

describe('encryption at rest', () => {
  it('gives back what it took, and never looks the same twice', () => {
    expect(cipher.decrypt(cipher.encrypt('홍길동'))).toBe('홍길동')
    expect(cipher.encrypt('홍길동')).not.toBe(cipher.encrypt('홍길동'))
  })
  it('notices tampering', () => {
    const [version, body = ''] = cipher.encrypt('홍길동').split('.')
    const bytes = Buffer.from(body, 'base64url')
    bytes[20] = (bytes[20] ?? 0) ^ 1
    expect(() => cipher.decrypt(`${version}.${bytes.toString('base64url')}`)).toThrow()
  })
  it('reads the old key after a rotation and writes with the new one', () => {
    const rotated = createFieldCipher({ keys: `1:${key(1)},2:${key(2)}`, blindIndexKey: key(3) })
    expect(rotated.decrypt(cipher.encrypt('x'))).toBe('x')
    expect(rotated.encrypt('x')).toMatch(/^2\./)
  })
  it('finds equal values by an index that tells nothing without its key', () => {
    const other = createFieldCipher({ keys: `1:${key(1)}`, blindIndexKey: key(4) })
    expect(cipher.blindIndex('01012345678')).toBe(cipher.blindIndex('01012345678'))
    expect(other.blindIndex('01012345678')).not.toBe(cipher.blindIndex('01012345678'))
  })
})

import { describe, expect, it } from '@jest/globals'
import { createInternalSignature } from './internalSignature.js'

const key = (byte: number) => Buffer.alloc(32, byte).toString('base64')
const signature = createInternalSignature(key(3))
const call = { method: 'PUT', path: '/internal/lines/x/version', body: '{"version":1}' }

describe('UFR-PROD-040 signatures of internal calls', () => {
  it('are recognised by every service that has the key', () => {
    expect(createInternalSignature(key(3)).verify(call, signature.sign(call))).toBe(true)
  })

  it.each([
    ['method', { ...call, method: 'POST' }],
    ['path', { ...call, path: '/internal/lines/y/version' }],
    ['body', { ...call, body: '{"version":2}' }],
  ])('hold for no other %s', (_, other) => {
    expect(signature.verify(other, signature.sign(call))).toBe(false)
  })

  it('hold under no other key', () => {
    expect(createInternalSignature(key(4)).verify(call, signature.sign(call))).toBe(false)
  })

  it.each([undefined, '', 'v1=', `v1=${'0'.repeat(64)}`, `v2=${signature.sign(call).slice(3)}`, '한글'])(
    'are not %p',
    (header) => expect(signature.verify(call, header)).toBe(false),
  )

  it('never change, so that services of two versions understand each other', () => {
    expect(signature.sign(call)).toBe('v1=71266f98dc6cb3af6a6f330069a800bc312d53d4661b4ea0f364fb31765c87c7')
  })
})

import { describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { ConfigError } from './configError.js'
import { base64Key32, databaseUrl, httpUrl, keyRing, port } from './fields.js'
import { parseConfig } from './parseConfig.js'

const schema = z.object({
  PORT: port,
  KOS_URL: httpUrl,
  DATABASE_URL: databaseUrl,
  FIELD_KEYS: keyRing,
  BLIND_INDEX_KEY: base64Key32,
})

function messageOf(env: NodeJS.ProcessEnv): string {
  try {
    parseConfig('billing', schema, env)
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  return ''
}

describe('configuration', () => {
  it('reports every missing key at once, an empty one too', () => {
    const message = messageOf({ PORT: '4000', KOS_URL: '' })
    for (const key of ['KOS_URL', 'DATABASE_URL', 'FIELD_KEYS', 'BLIND_INDEX_KEY'])
      expect(message).toContain(`${key}: is missing`)
    expect(message).not.toContain('PORT')
  })
  it('never prints a value', () => {
    const message = messageOf({
      PORT: 'x-secret',
      KOS_URL: 'ftp://u:secret@h',
      DATABASE_URL: 'secret',
      FIELD_KEYS: '1:secret',
      BLIND_INDEX_KEY: 'secret',
    })
    expect(message.match(/^ {2}\w+: /gm)).toHaveLength(5)
    expect(message).not.toContain('secret')
  })
})

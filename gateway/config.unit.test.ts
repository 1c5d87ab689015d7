import { describe, expect, it } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { ConfigError } from '../platform/config/configError.js'
import { parseConfig } from '../platform/config/parseConfig.js'
import { gatewayConfigSchema } from './config.js'

const given = {
  PORT: '4000',
  AUTH_URL: 'http://127.0.0.1:4001',
  BILLING_URL: 'http://127.0.0.1:4002',
  PRODUCT_URL: 'http://127.0.0.1:4003',
}

describe("the gateway's configuration", () => {
  it('needs the three addresses, and names all that are missing', () => {
    const parse = () => parseConfig('gateway', gatewayConfigSchema, { PORT: '4000' })
    expect(parse).toThrow(ConfigError)
    for (const key of ['AUTH_URL', 'BILLING_URL', 'PRODUCT_URL']) expect(parse).toThrow(key)
  })

  it('NFR-answer-times waits for a subgraph longer than a subgraph waits for KOS', () => {
    expect(parseConfig('gateway', gatewayConfigSchema, given).SUBGRAPH_TIMEOUT_MS).toBeGreaterThan(3_000)
    expect(() => parseConfig('gateway', gatewayConfigSchema, { ...given, SUBGRAPH_TIMEOUT_MS: '3000' })).toThrow(
      'must be more than 3000',
    )
  })

  it('reads a list of origins', () => {
    expect(parseConfig('gateway', gatewayConfigSchema, given).ALLOWED_ORIGINS).toEqual([])
    expect(
      parseConfig('gateway', gatewayConfigSchema, { ...given, ALLOWED_ORIGINS: 'https://a.kr, https://b.kr,' })
        .ALLOWED_ORIGINS,
    ).toEqual(['https://a.kr', 'https://b.kr'])
  })
})

describe('GraphiQL', () => {
  it('refers to no other host in its page', () => {
    const page = readFileSync(new URL('./pages/graphiql/index.html', import.meta.url), 'utf8')
    expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
  })
})

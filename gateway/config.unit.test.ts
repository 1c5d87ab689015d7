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

  it('reads a list of proxies, and refuses names and networks that are none', () => {
    const parse = (list: string) => parseConfig('gateway', gatewayConfigSchema, { ...given, TRUSTED_PROXIES: list })
    expect(parse('10.0.0.0/8, ::1,').TRUSTED_PROXIES).toEqual(['10.0.0.0/8', '::1'])
    for (const wrong of ['balancer', '10.0.0.0/33', '10.0.0.1 10.0.0.2'])
      expect(() => parse(wrong)).toThrow('must be addresses or networks such as 10.0.0.0/8')
  })

  it('leaves a limit out only when it is told so', () => {
    const parse = (rate: string) => parseConfig('gateway', gatewayConfigSchema, { ...given, RATE_LIMIT_ADDRESS: rate })
    expect(parse('').RATE_LIMIT_ADDRESS).toEqual({ most: 1_200, seconds: 10 })
    expect(parse('0').RATE_LIMIT_ADDRESS).toBeNull()
    for (const wrong of ['off', '10', '0/10s', '10/10m']) expect(() => parse(wrong)).toThrow('<most>/<seconds>s')
  })
})

describe('GraphiQL', () => {
  it('refers to no other host in its page', () => {
    const page = readFileSync(new URL('./pages/graphiql/index.html', import.meta.url), 'utf8')
    expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
  })
})

import { describe, expect, test } from '@jest/globals'
import { parseConfig } from '../../platform/config/parseConfig.js'
import { settingsSchema } from './settings.js'

const parse = (env: Record<string, string>) => parseConfig('npm run bench', settingsSchema, env)

describe('what npm run bench can be told', () => {
  test('nothing: every gateway, every operation, 1, 32 and 256 connections, 200 customers', () => {
    expect(parse({})).toMatchObject({
      BENCH_GATEWAYS: ['ours', 'ours-cached', 'stock', 'hive', 'bare'],
      BENCH_OPERATIONS: ['Home', 'Small', 'List'],
      BENCH_CONNECTIONS: [1, 32, 256],
      BENCH_CUSTOMERS: 200,
    })
  })

  test('some of them', () => {
    const told = { BENCH_GATEWAYS: 'ours, stock', BENCH_CONNECTIONS: '8', BENCH_SECONDS: '2' }
    expect(parse(told)).toMatchObject({
      ...{ BENCH_GATEWAYS: ['ours', 'stock'], BENCH_CONNECTIONS: [8], BENCH_SECONDS: 2 },
    })
  })

  test.each([
    ['BENCH_GATEWAYS', 'ours,theirs'],
    ['BENCH_CONNECTIONS', '32,many'],
    ['BENCH_ROUNDS', '0'],
  ])('%s=%s is refused before anything is started', (key, value) => {
    expect(() => parse({ [key]: value })).toThrow(key)
  })
})

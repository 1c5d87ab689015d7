import { describe, expect, it } from '@jest/globals'
import { readCopiesConfig } from './copiesConfig.js'

describe('npm run start:copies', () => {
  it('starts two of each without a Redis of its own, unless told otherwise', () => {
    expect(readCopiesConfig([], {})).toMatchObject({ copies: 2, redis: false, config: { PORT: 4000 } })
    expect(readCopiesConfig(['--copies', '3', '--redis'], {})).toMatchObject({ copies: 3, redis: true })
  })

  it('keeps its data apart from those of npm start', () => {
    expect(readCopiesConfig([], {}).config.YOGEUM_DATA_DIR).toMatch(/\.data-copies$/)
    expect(readCopiesConfig([], { YOGEUM_DATA_DIR: '/srv/yogeum' }).config.YOGEUM_DATA_DIR).toBe('/srv/yogeum')
  })

  it('takes --port before PORT', () => {
    expect(readCopiesConfig(['--port', '5000'], { PORT: '6000' }).config.PORT).toBe(5000)
    expect(readCopiesConfig([], { PORT: '6000' }).config.PORT).toBe(6000)
  })

  it.each([
    [['--copies', '0'], /--copies must be a number from 1 to 8\.\nusage/],
    [['--copies', 'two'], /--copies must be a number/],
    [['--copies', '9'], /--copies must be a number/],
    [['--port', 'x'], /PORT: must be a port number/],
    [['--rediss'], /'--rediss'[\s\S]*usage/],
    [['3'], /usage/],
  ])('says of %p what is wrong with it', (args, sentence) => {
    expect(() => readCopiesConfig(args, {})).toThrow(sentence)
  })

  it('refuses production', () => {
    expect(() => readCopiesConfig([], { NODE_ENV: 'production' })).toThrow(/refuses NODE_ENV=production/)
  })
})

import { describe, expect, it } from '@jest/globals'
import { createLogger } from './logger.js'

function logged(write: (log: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = []
  write(createLogger({ role: 'test', level: 'trace', destination: { write: (line) => void lines.push(line) } }))
  return lines.join('')
}

describe('what reaches the log', () => {
  it('masks a phone number wherever it hides: in the message, in a value, in an error', () => {
    const text = logged((log) => {
      log.info('asking for 01012345678')
      log.warn({ url: 'http://kos/available-months/01012345678' }, 'slow')
      log.error({ err: new Error('no line 010-1234-5678') }, 'failed')
    })
    expect(text).not.toMatch(/010-?1234-?5678/)
    expect(text.match(/010-1234-\*{4}/g)?.length).toBeGreaterThanOrEqual(3)
  })
  it('removes secrets by their key, at the depths where they occur', () => {
    const text = logged((log) => {
      log.info(
        {
          password: 'pw-1',
          body: { refreshToken: 'rt-1' },
          request: { headers: { authorization: 'Bearer at-1', cookie: 'c-1', 'set-cookie': 's-1' } },
        },
        'x',
      )
      log.info({ variables: { input: 'v-1' }, customerName: '홍길동' }, 'y')
    })
    expect(text).not.toMatch(/pw-1|rt-1|at-1|c-1|s-1|v-1|홍길동/)
  })

  it('removes them from errors, from lists, from what a child logger is bound to, and however deep they lie', () => {
    const text = logged((log) => {
      log.error({ err: Object.assign(new Error('failed'), { token: 't-1', config: { cookie: 'c-1' } }) }, 'x')
      log.info({ cause: Object.assign(new Error('failed'), { token: 't-2' }) }, 'x')
      log.info({ calls: [{ a: { b: { c: { password: 'p-1' } } } }], err: { authorization: 'a-1' } }, 'x')
      log.child({ customerId: 'i-1', request: 'r-1' }).info('x')
    })
    expect(text).not.toMatch(/t-1|c-1|t-2|p-1|a-1|i-1/)
    expect(text).toContain('r-1')
    expect(JSON.parse(text.split('\n')[0] ?? '')).toMatchObject({
      err: { type: 'Error', message: 'failed', stack: expect.stringContaining('logger.unit.test'), token: '[removed]' },
    })
  })

  it('leaves what was logged as it was', () => {
    const given = { request: { headers: { cookie: 'c-1' } }, list: [{ token: 't-1' }] }
    logged((log) => log.info(given, 'x'))
    expect(given).toEqual({ request: { headers: { cookie: 'c-1' } }, list: [{ token: 't-1' }] })
  })
})

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
})

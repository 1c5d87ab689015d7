import { describe, expect, it } from '@jest/globals'
import { type DestinationStream, pino } from 'pino'
import { createLogger } from './logger.js'
import { changing, prepareLine } from './preparedLine.js'

const traceId = 'a1'.repeat(16)
const withoutTime = (line: string) => line.replace(/"time":"[^"]*"/, '"time":"then"')

function collect(): { lines: string[]; destination: DestinationStream } {
  const lines: string[] = []
  return { lines, destination: { write: (line) => void lines.push(line) } }
}

describe('a prepared line', () => {
  it('is the one that the logger would have written', () => {
    const { lines, destination } = collect()
    const log = createLogger({ role: 'test', destination })
    const fixed = {
      method: 'POST',
      operation: 'Home "at" {changing}',
      absent: undefined,
      subgraphs: { auth: { ms: 1 } },
    }
    const write = prepareLine(log, { traceId: changing, ...fixed, ms: changing, customer: changing }, 'request')
    for (const [ms, customer] of [
      [0.1, 'c0ffee'],
      [12, 'beef'],
    ] as const) {
      log.info({ traceId, ...fixed, ms, customer }, 'request')
      write({ traceId, ms, customer })
    }
    expect(lines).toHaveLength(4)
    expect(withoutTime(lines[1] ?? '')).toBe(withoutTime(lines[0] ?? ''))
    expect(withoutTime(lines[3] ?? '')).toBe(withoutTime(lines[2] ?? ''))
  })

  it('tells when it was written, not when it was prepared', async () => {
    const { lines, destination } = collect()
    const write = prepareLine(createLogger({ role: 'test', destination }), { ms: changing }, 'request')
    const prepared = Date.now()
    while (Date.now() === prepared) await new Promise(setImmediate)
    write({ ms: 1 })
    const { time } = JSON.parse(lines[0] ?? '') as { time: string }
    expect(Date.parse(time)).toBeGreaterThan(prepared)
    expect(new Date(time).toISOString()).toBe(time)
  })

  it('has neither secrets nor numbers in what stays the same', () => {
    const { lines, destination } = collect()
    const log = createLogger({ role: 'test', destination })
    prepareLine(log, { ms: changing, token: 'secret', note: 'call 010-1234-5678' }, 'of 01012345678')({ ms: 1 })
    expect(lines[0]).not.toMatch(/secret|5678/)
  })

  it('is not written below the level of the logger', () => {
    const { lines, destination } = collect()
    prepareLine(createLogger({ role: 'test', level: 'warn', destination }), { ms: changing }, 'request')({ ms: 1 })
    expect(lines).toEqual([])
  })

  it('is an ordinary line of a logger that is none of ours', () => {
    const { lines, destination } = collect()
    prepareLine(pino({}, destination), { ms: changing, cache: 'hit' }, 'request')({ ms: 1 })
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ ms: 1, cache: 'hit', msg: 'request' })
  })
})

import { describe, expect, test } from '@jest/globals'
import { parsePs, parseStat, parseStatus } from './processUsage.js'

const stat = (name: string) =>
  `4711 (${name}) S 1 4711 4711 0 -1 4194304 52000 0 10 0 1234 66 7 8 20 0 11 0 900 1200000000 30000 18446744073709551615 1 1 0`

describe('CPU time and memory of a process', () => {
  test('user and system time are counted, those of its children are not', () => {
    expect(parseStat(stat('node'), 100)).toBe(13)
  })

  test("a program's name with spaces and brackets shifts nothing", () => {
    expect(parseStat(stat('a) 1 (b c'), 100)).toBe(13)
  })

  test('a text that is none is refused, not counted as zero', () => {
    expect(() => parseStat('4711 (node) S', 100)).toThrow('/proc')
    expect(() => parseStatus('Name:\tnode\n')).toThrow('/proc')
    expect(() => parsePs('')).toThrow('ps')
  })

  test('resident memory is given in MB', () => {
    expect(parseStatus('Name:\tnode\nVmHWM:\t  200000 kB\nVmRSS:\t  125000 kB\n')).toBe(128)
  })

  test.each([
    ['  00:01:02  125000\n', 62],
    ['1-01:00:00 125000', 90_000],
    ['   1:02.50 125000', 62.5],
  ])('ps says %j', (line, cpuSeconds) => {
    expect(parsePs(line)).toEqual({ cpuSeconds, residentMb: 128 })
  })
})

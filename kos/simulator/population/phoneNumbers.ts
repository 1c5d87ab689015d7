import { createDraw } from './draw.js'

/** Numbers run from 010-2000-0000 to 010-9999-9999. */
const lowest = 20_000_000
const half = 10_000
const rounds = 4

/** A line's place in the population, and the phone number it has. One to one, so both ways are computed, not stored. */
export interface PhoneNumbers {
  /** `index` from 0 up to 80 million. */
  numberOf(index: number): string
  /** Null where the text is no number of ours. It may still be past the last line. */
  indexOf(lineNumber: string): number | null
}

/**
 * A Feistel network over two halves of four digits. It permutes all of 00000000–99999999; walking on until the first
 * digit is 2 or more keeps it a permutation of the numbers that a mobile line may have.
 */
export function createPhoneNumbers(seed: number): PhoneNumbers {
  const round = (right: number, number: number) => createDraw(seed, right, number).int('phone', 0, half - 1)

  const forward = (value: number): number => {
    let [left, right] = [Math.floor(value / half), value % half]
    for (let i = 0; i < rounds; i += 1) [left, right] = [right, (left + round(right, i)) % half]
    return left * half + right
  }
  const backward = (value: number): number => {
    let [left, right] = [Math.floor(value / half), value % half]
    for (let i = rounds - 1; i >= 0; i -= 1) [left, right] = [(right - round(left, i) + half) % half, left]
    return left * half + right
  }
  const walk = (step: (value: number) => number, from: number): number => {
    let value = step(from)
    while (value < lowest) value = step(value)
    return value
  }

  return {
    numberOf: (index) => `010${String(walk(forward, lowest + index)).padStart(8, '0')}`,
    indexOf(lineNumber) {
      if (!/^010[2-9]\d{7}$/.test(lineNumber)) return null
      return walk(backward, Number(lineNumber.slice(3))) - lowest
    },
  }
}

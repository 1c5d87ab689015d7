import { randomFillSync } from 'node:crypto'

/** Lower-case hex digits of so many random bytes. */
export type RandomHex = (bytes: number) => string

/** Bytes asked of the system at once. One call for each id would cost more than all else that a trace does. */
const poolBytes = 8_192

/** Cuts ids from a pool that is filled anew when it is used up; no byte is given out twice. */
export function createRandomHex(fill: (pool: Buffer) => unknown = randomFillSync): RandomHex {
  const pool = Buffer.alloc(poolBytes)
  let at = poolBytes
  return (bytes) => {
    if (at + bytes > poolBytes) {
      fill(pool)
      at = 0
    }
    at += bytes
    return pool.toString('hex', at - bytes, at)
  }
}

export const randomHex = createRandomHex()

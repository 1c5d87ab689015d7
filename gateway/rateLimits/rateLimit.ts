import { z } from 'zod'

/** So many in any window of so many seconds; a window begins with its first. */
export interface RateLimit {
  most: number
  seconds: number
}

const form = /^(?:0|([1-9]\d{0,8})\/([1-9]\d{0,4})s)$/

/** A configured rate: `600/10s`, or `0` for none, which becomes null. */
export const rateLimitField = (byDefault: string) =>
  z
    .string()
    .regex(form, 'must be <most>/<seconds>s, such as 600/10s, or 0 for no limit')
    .default(byDefault)
    .transform((text): RateLimit | null => {
      const [, most, seconds] = form.exec(text) ?? []
      return most === undefined ? null : { most: Number(most), seconds: Number(seconds) }
    })

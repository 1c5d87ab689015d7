import { z } from 'zod'
import { contenderNames } from './contenders.js'
import { operationNames } from './operations.js'

const seconds = z.coerce.number({ error: 'must be a number of seconds' }).int().min(1)
const listOf = <const T extends string>(names: readonly [T, ...T[]] | readonly T[]) =>
  z
    .string()
    .default(names.join(','))
    .transform((text) => text.split(',').map((name) => name.trim()))
    .pipe(z.array(z.enum(names as [T, ...T[]])).min(1, `must be some of ${names.join(', ')}`))

/** What `npm run bench` can be told. */
export const settingsSchema = z.object({
  /** Of each load. */
  BENCH_SECONDS: seconds.default(5),
  /** Of each gateway, operation and number of connections, before anything is counted. */
  BENCH_WARM_UP_SECONDS: seconds.default(4),
  /** Loads of which the median is reported. */
  BENCH_ROUNDS: z.coerce.number({ error: 'must be a number' }).int().min(1).default(3),
  BENCH_CONNECTIONS: z
    .string()
    .default('1,32,256')
    .transform((text) => text.split(',').map(Number))
    .pipe(z.array(z.number({ error: 'must be numbers, separated by commas' }).int().min(1))),
  BENCH_GATEWAYS: listOf(contenderNames),
  BENCH_OPERATIONS: listOf(operationNames),
  BENCH_CUSTOMERS: z.coerce.number({ error: 'must be a number' }).int().min(1).max(10_000).default(200),
  /** 1: one more load of Home on ours while a profile is taken; its file and what it says are printed. */
  BENCH_PROFILE: z.enum(['0', '1']).default('0'),
})

export type BenchSettings = z.output<typeof settingsSchema>

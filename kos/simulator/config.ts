import { z } from 'zod'

/** Everything the simulator reads from its environment. */
export const simulatorConfigSchema = z.object({
  /** TCP port; 0 takes any free one. */
  PORT: z.coerce.number().int().min(0).max(65_535).default(4100),
  HOST: z.string().min(1).default('127.0.0.1'),
  /** The simulator's own PostgreSQL database. */
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'a postgresql:// URL'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  NODE_ENV: z.string().default('development'),
  /** What customers, lines and bills are computed from. Only the first start reads it; then the database knows. */
  SIMULATOR_SEED: z.coerce
    .number()
    .int()
    .min(0)
    .max(0xffff_ffff >>> 1)
    .default(20_260_901),
})

export type SimulatorConfig = z.output<typeof simulatorConfigSchema>

import { resolve } from 'node:path'
import { z } from 'zod'
import { port, redisUrl } from '../platform/config/fields.js'
import { type RoleName } from './roles.js'

/**
 * What `npm start` can be told. `PORT` moves everything with it (+1, +2, +3 the subgraphs, +4 the saga, +5 the gateway's metrics, +100 the
 * simulator, +32 PostgreSQL); each can be moved alone.
 */
export const launcherConfigSchema = z.object({
  PORT: port
    .refine((value) => value > 0 && value <= 65_435, 'must be from 1 to 65435: the others follow it')
    .default(4000),
  AUTH_PORT: port.optional(),
  BILLING_PORT: port.optional(),
  PRODUCT_PORT: port.optional(),
  SAGA_PORT: port.optional(),
  /** Of the gateway's metrics; the other roles have theirs on their own ports. */
  METRICS_PORT: port.optional(),
  SIMULATOR_PORT: port.optional(),
  POSTGRES_PORT: port.optional(),
  HOST: z.string().default('127.0.0.1'),
  YOGEUM_DATA_DIR: z
    .string()
    .default('.data')
    .transform((path) => resolve(path)),
  NODE_ENV: z.string().optional(),
  /** Handed on to the roles, which do without it as well. */
  REDIS_URL: redisUrl.optional(),
})
export type LauncherConfig = z.output<typeof launcherConfigSchema>

/** Where each part listens. */
export function portsOf(config: LauncherConfig): Record<RoleName | 'metrics' | 'postgres', number> {
  const { PORT: first } = config
  return {
    gateway: first,
    auth: config.AUTH_PORT ?? first + 1,
    billing: config.BILLING_PORT ?? first + 2,
    product: config.PRODUCT_PORT ?? first + 3,
    saga: config.SAGA_PORT ?? first + 4,
    metrics: config.METRICS_PORT ?? first + 5,
    simulator: config.SIMULATOR_PORT ?? first + 100,
    postgres: config.POSTGRES_PORT ?? first + 32,
  }
}

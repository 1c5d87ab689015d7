import { z } from 'zod'
import { kosFields, kosWriteFields } from '../kos/client/config.js'
import { commonFields, databaseUrl, httpUrl, milliseconds, privacyFields, redisUrl } from '../platform/config/fields.js'

/** Everything that the saga role reads from its environment. */
export const sagaConfigSchema = z.object({
  ...commonFields,
  ...privacyFields,
  ...kosFields,
  ...kosWriteFields,
  /** product's database, which the saga shares: the streams of the changes lie there. */
  DATABASE_URL: databaseUrl,
  /** Where billing is, which is told at the end of each change. */
  BILLING_URL: httpUrl,
  /** Where progress is announced to those who watch. Absent: over the database. */
  REDIS_URL: redisUrl.optional(),
  /** How long KOS may take to apply an order that it accepted and to show it, milliseconds. */
  KOS_MAX_PROCESSING_MS: milliseconds.default(30_000),
  /** Changes that this copy carries out at once. */
  SAGA_CONCURRENCY: z.coerce.number({ error: 'must be a number' }).int().min(1).max(200).default(20),
  /** How long a worker owns a change without renewing, milliseconds. */
  SAGA_LEASE_MS: milliseconds.min(2_000, 'must be at least 2000 milliseconds').default(10_000),
  /** How often each copy looks for changes whose worker is gone, milliseconds. */
  SAGA_SWEEP_MS: milliseconds.default(2_000),
})

export type SagaConfig = z.output<typeof sagaConfigSchema>

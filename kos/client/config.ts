import { z } from 'zod'
import { httpUrl, milliseconds } from '../../platform/config/fields.js'

/** What every role that asks KOS reads from its environment. */
export const kosFields = {
  /** Where KOS-Order is. */
  KOS_URL: httpUrl,
  /** What the reads of KOS of one request may take together, milliseconds. */
  KOS_READ_TIMEOUT_MS: milliseconds.default(2_500),
}

/** What a role that remembers KOS's answers reads besides. */
export const kosCacheFields = {
  /** Shortens how long KOS's answers are given without asking again; more than 0, at most 1. */
  KOS_TTL_FACTOR: z.coerce.number({ error: 'must be a number' }).gt(0).max(1).default(1),
}

/** What a role that also changes things at KOS reads besides. */
export const kosWriteFields = {
  /** What one order may take, milliseconds. Longer than a read: an order given up is an order in doubt. */
  KOS_WRITE_TIMEOUT_MS: milliseconds.default(8_000),
}

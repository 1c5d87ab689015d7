import { z } from 'zod'
import {
  base64Key32,
  commonFields,
  databaseUrl,
  httpUrl,
  identityFields,
  keyRing,
  milliseconds,
} from '../../platform/config/fields.js'

/** Everything that the billing role reads from its environment. */
export const billingConfigSchema = z.object({
  ...commonFields,
  ...identityFields,
  /** billing's own database. */
  DATABASE_URL: databaseUrl,
  /** Where KOS-Order is. */
  KOS_URL: httpUrl,
  /** Opens line ids; shared with auth and product. */
  LINE_ID_KEYS: keyRing,
  /** Encrypts personal data at rest. */
  FIELD_KEYS: keyRing,
  /** Names lines and customers in the database without their numbers. */
  BLIND_INDEX_KEY: base64Key32,
  /** What the reads of KOS of one request may take together, milliseconds. */
  KOS_READ_TIMEOUT_MS: milliseconds.default(2_500),
})

export type BillingConfig = z.output<typeof billingConfigSchema>

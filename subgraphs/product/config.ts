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

/** Everything that the product role reads from its environment. */
export const productConfigSchema = z.object({
  ...commonFields,
  ...identityFields,
  /** product's own database. */
  DATABASE_URL: databaseUrl,
  /** Where KOS-Order is. */
  KOS_URL: httpUrl,
  /** Opens line ids; shared with auth and billing. */
  LINE_ID_KEYS: keyRing,
  /** Encrypts personal data at rest. */
  FIELD_KEYS: keyRing,
  /** Names lines in the database without their numbers. */
  BLIND_INDEX_KEY: base64Key32,
  /** How long a read of KOS may take before it is given up, milliseconds. */
  KOS_READ_TIMEOUT_MS: milliseconds.default(2_500),
})

export type ProductConfig = z.output<typeof productConfigSchema>

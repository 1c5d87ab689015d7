import { z } from 'zod'
import { kosCacheFields, kosFields } from '../../kos/client/config.js'
import { commonFields, databaseUrl, httpUrl, identityFields, privacyFields } from '../../platform/config/fields.js'

/** Everything that the product role reads from its environment. */
export const productConfigSchema = z.object({
  ...commonFields,
  ...identityFields,
  ...privacyFields,
  ...kosFields,
  ...kosCacheFields,
  /** product's own database. */
  DATABASE_URL: databaseUrl,
  /** Where billing is, which is told how KOS fares here. Absent: operators do not see it in `kosHealth`. */
  BILLING_URL: httpUrl.optional(),
})

export type ProductConfig = z.output<typeof productConfigSchema>

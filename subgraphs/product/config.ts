import { z } from 'zod'
import { kosCacheFields, kosFields } from '../../kos/client/config.js'
import { commonFields, databaseUrl, identityFields, privacyFields } from '../../platform/config/fields.js'

/** Everything that the product role reads from its environment. */
export const productConfigSchema = z.object({
  ...commonFields,
  ...identityFields,
  ...privacyFields,
  ...kosFields,
  ...kosCacheFields,
  /** product's own database. */
  DATABASE_URL: databaseUrl,
})

export type ProductConfig = z.output<typeof productConfigSchema>

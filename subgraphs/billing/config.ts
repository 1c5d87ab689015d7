import { z } from 'zod'
import { kosFields } from '../../kos/client/config.js'
import { commonFields, databaseUrl, identityFields, privacyFields } from '../../platform/config/fields.js'

/** Everything that the billing role reads from its environment. */
export const billingConfigSchema = z.object({
  ...commonFields,
  ...identityFields,
  ...privacyFields,
  ...kosFields,
  /** billing's own database. */
  DATABASE_URL: databaseUrl,
})

export type BillingConfig = z.output<typeof billingConfigSchema>

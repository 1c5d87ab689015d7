import { z } from 'zod'
import { kosCacheFields, kosFields } from '../../kos/client/config.js'
import { commonFields, databaseUrl, identityFields, privacyFields } from '../../platform/config/fields.js'

/** Everything that the billing role reads from its environment. */
export const billingConfigSchema = z
  .object({
    ...commonFields,
    ...identityFields,
    ...privacyFields,
    ...kosFields,
    ...kosCacheFields,
    /** billing's own database. */
    DATABASE_URL: databaseUrl,
    /** `off` records no inquiry, so that one can measure what recording costs. Never in production. */
    INQUIRY_HISTORY: z.enum(['on', 'off']).default('on'),
    /**
     * For so many seconds a bill that is shown again in the same session is the same inquiry: the gateway may give the
     * same answer again, and no further record is made. 0: each look is an inquiry, and the gateway keeps no bill.
     */
    INQUIRY_REPEAT_SECONDS: z.coerce
      .number({ error: 'must be a number of seconds, 0 to 60' })
      .int()
      .min(0)
      .max(60)
      .default(0),
  })
  .refine(({ INQUIRY_HISTORY, NODE_ENV }) => INQUIRY_HISTORY === 'on' || NODE_ENV !== 'production', {
    path: ['INQUIRY_HISTORY'],
    error: 'must be on in production: a bill that leaves no trace is not shown',
  })

export type BillingConfig = z.output<typeof billingConfigSchema>

import { z } from 'zod'
import { commonFields, databaseUrl, privacyFields, redisUrl } from '../../platform/config/fields.js'

const count = (fallback: number) =>
  z.coerce.number({ error: 'must be a whole number' }).int().positive().default(fallback)

/** Everything that the auth role reads from its environment. */
export const authConfigSchema = z.object({
  ...commonFields,
  /** auth's own database. */
  DATABASE_URL: databaseUrl,
  /** Where ended sessions are announced at once. Absent: the other roles ask each second. */
  REDIS_URL: redisUrl.optional(),
  // FIELD_KEYS also protects the private signing keys.
  ...privacyFields,
  /** `iss` of access tokens. */
  TOKEN_ISSUER: z.string().default('yogeum-auth'),
  /** `aud` of access tokens. */
  TOKEN_AUDIENCE: z.string().default('yogeum'),
  /** Days for which one key signs access tokens. */
  TOKEN_KEY_ROTATION_DAYS: count(30),
  /** Passwords hashed at once; each takes 19 MiB and one core for some 20 ms. */
  PASSWORD_HASH_CONCURRENCY: count(2),
  /** Sign-ins that may wait for a hash; the next one is told to come back. */
  PASSWORD_HASH_QUEUE: count(200),
})

export type AuthConfig = z.output<typeof authConfigSchema>

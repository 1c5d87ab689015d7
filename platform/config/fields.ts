import { z } from 'zod'

/** Pieces that the roles' configuration schemas are made of. Every value arrives as a string. */

/** A TCP port; 0 lets the system choose. */
export const port = z.coerce.number({ error: 'must be a port number' }).int().min(0).max(65535)

/** An http(s) address without a trailing slash. */
export const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
  .transform((value) => value.replace(/\/+$/, ''))

/** Where a role's own database is. */
export const databaseUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgresql:// address' })

/** Where Redis is. Optional everywhere: Redis makes things quicker and holds no truth. */
export const redisUrl = z.url({ protocol: /^rediss?$/, error: 'must be a redis:// or rediss:// address' })

/** Milliseconds, positive. */
export const milliseconds = z.coerce.number({ error: 'must be a number of milliseconds' }).int().positive()

/**
 * How long a role that is told to stop says so at /readyz and serves on, ms: as long as those in front need to notice.
 * The bound keeps a stop shorter than any supervisor's patience.
 */
export const drainMs = z.coerce
  .number({ error: 'must be a number of milliseconds' })
  .int()
  .min(0)
  .max(60_000, 'must be at most 60000')
  .default(0)

export const logLevel = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info')

export const nodeEnv = z.enum(['development', 'test', 'production']).default('development')

const key32 = /^[A-Za-z0-9+/]{43}=$/

/** 32 random bytes in base64. */
export const base64Key32 = z.string().regex(key32, 'must be 32 bytes in base64')

/** Versioned keys, `1:<base64 of 32 bytes>[,2:…]`: the highest version writes, all of them read. */
export const keyRing = z
  .string()
  .refine(
    (value) =>
      value
        .split(',')
        .every((entry) => /^[1-9]\d{0,2}:/.test(entry) && key32.test(entry.slice(entry.indexOf(':') + 1))),
    'must be 1:<32 bytes in base64>[,2:…]',
  )

/** `key=value[,…]`, the values percent-encoded, as OpenTelemetry writes headers. They may be secrets. */
const otlpHeaders = z.string().transform((list, context): Record<string, string> => {
  const headers: Record<string, string> = {}
  for (const entry of list.split(',').filter((each) => each.trim() !== '')) {
    const [, name, value] = /^\s*([\w.-]+)\s*=([^=].*)$/.exec(entry) ?? []
    const decoded = value === undefined ? null : decodedOrNull(value.trim())
    if (name === undefined || decoded === null || !/^[\x20-\x7e]+$/.test(decoded)) {
      context.addIssue({ code: 'custom', message: 'must be key=value[,key=value…], the values percent-encoded' })
      return z.NEVER
    }
    headers[name] = decoded
  }
  return headers
})

function decodedOrNull(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

/** Where traces are sent. The names are OpenTelemetry's own. */
export const telemetryFields = {
  /** Base address of a collector that takes OTLP over HTTP; spans go to `/v1/traces` below it. Absent: nothing is sent. */
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),
  /** Sent with the spans. Secret. */
  OTEL_EXPORTER_OTLP_HEADERS: otlpHeaders.optional(),
  /** The share of the traces that begin here which is recorded. A trace that came with a `traceparent` keeps to its flag. */
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number({ error: 'must be a number from 0 to 1' }).min(0).max(1).default(1),
  /** What the role is called in the traces. Absent: yogeum-<role>. */
  OTEL_SERVICE_NAME: z.string().min(1).max(100).optional(),
}

export type TelemetryConfig = z.output<z.ZodObject<typeof telemetryFields>>

/** What every role knows. */
export const commonFields = {
  ...telemetryFields,
  HOST: z.string().default('127.0.0.1'),
  PORT: port,
  DRAIN_MS: drainMs,
  LOG_LEVEL: logLevel,
  NODE_ENV: nodeEnv,
}

/** What a role needs to tell who is asking. */
export const identityFields = {
  AUTH_URL: httpUrl,
  /** Where auth announces ended sessions at once. Absent: they are noticed within a second, by asking. */
  REDIS_URL: redisUrl.optional(),
  TOKEN_ISSUER: z.string().default('yogeum-auth'),
  TOKEN_AUDIENCE: z.string().default('yogeum'),
}

/** The keys that protect personal data; auth, billing and product share them. */
export const privacyFields = {
  /** Seals line ids. */
  LINE_ID_KEYS: keyRing,
  /** Encrypts personal data at rest. */
  FIELD_KEYS: keyRing,
  /** Names lines and customers in a database without their numbers. */
  BLIND_INDEX_KEY: base64Key32,
}

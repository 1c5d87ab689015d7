import { z } from 'zod'
import { commonFields, httpUrl, identityFields, milliseconds, port } from '../platform/config/fields.js'
import { rateLimitField } from './rateLimits/rateLimit.js'
import { isNetwork } from './request/forwarded.js'

const count = z.coerce.number({ error: 'must be a number' }).int().min(1)
const bytes = z.coerce.number({ error: 'must be a number of bytes' }).int().min(1024)

function listed(text: string): string[] {
  return text.split(',').flatMap((entry) => (entry.trim() === '' ? [] : [entry.trim()]))
}

/** What the gateway is told by its environment. */
export const gatewayConfigSchema = z.object({
  ...commonFields,
  ...identityFields,
  /** Base addresses of the other subgraphs (auth's is among the identity fields); GraphQL is at `/graphql`. */
  BILLING_URL: httpUrl,
  PRODUCT_URL: httpUrl,
  /** Where `GET /metrics` is served, apart from the public port. Absent: nowhere. */
  METRICS_PORT: port.optional(),
  /** Address that the metrics are served on. */
  METRICS_HOST: z.string().default('127.0.0.1'),
  /** Operations, by name and separated by commas, that have their own series in the metrics. */
  METRICS_OPERATIONS: z
    .string()
    .default('')
    .transform((list, context) => {
      const names = list.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]))
      if (names.some((name) => !/^[_A-Za-z]\w{0,99}$/.test(name))) context.addIssue('must be names of operations')
      return new Set(names)
    }),
  /** The composed supergraph, read at start and again on SIGHUP. Absent: the one that came with the program. */
  SUPERGRAPH_FILE: z.string().min(1).optional(),
  /** Whether a SUPERGRAPH_FILE that changes is read anew within seconds, without a signal. */
  SUPERGRAPH_WATCH: z.enum(['true', 'false']).default('false'),
  /** Processes that serve on the gateway's port; 0 and 1: this one alone. `auto`: one for each core. */
  GATEWAY_WORKERS: z
    .union([z.literal('auto'), z.coerce.number().int().min(0).max(64)], {
      error: 'must be a number of processes up to 64, or auto',
    })
    .default(1),
  /** How long one fetch from a subgraph may take. More than the 3 s in which a subgraph gives up on KOS. */
  SUBGRAPH_TIMEOUT_MS: milliseconds
    .min(3_001, 'must be more than 3000: a subgraph may wait that long for KOS')
    .default(5_000),
  /** A larger answer of a subgraph is refused. */
  MAX_SUBGRAPH_RESPONSE_BYTES: bytes.default(5 * 1024 * 1024),
  /** A larger request is refused with 413. */
  MAX_BODY_BYTES: bytes.default(256 * 1024),
  /** `true`: any supergraph, its subgraphs where it says, no sessions and no limits; see gateway/open. */
  GATEWAY_OPEN: z.enum(['true', 'false']).default('false'),
  /** Characters; a longer document is refused before it is parsed. */
  MAX_DOCUMENT_LENGTH: count.default(32_768),
  /** Tokens of a document. The parser calls itself for each level, so with more it could run out of stack. */
  MAX_TOKENS: count.max(10_000).default(2_000),
  /** How deep fields may lie in fields. Introspection has 15. */
  MAX_DEPTH: count.default(16),
  /** Aliases in an operation, those of a fragment as often as it is spread. */
  MAX_ALIASES: count.default(30),
  /** Fields at the root of an operation. */
  MAX_ROOT_FIELDS: count.default(20),
  /** Fields in an operation, those of a fragment as often as it is spread. */
  MAX_FIELDS: count.default(500),
  /** Directives in a document. */
  MAX_DIRECTIVES: count.default(50),
  /** Items that an argument such as `first` asks for, and items of a list that is sent. */
  MAX_LIST_SIZE: count.default(100),
  /** Sign-ins in one operation. */
  MAX_SIGN_INS: count.default(1),
  /** What an operation may cost, by `@cost` and `@listSize` in the supergraph. */
  MAX_COST: count.default(4_000),
  /** Whether the schema may be asked for. Absent: everywhere but in production, where sessions of browsers never may. */
  GATEWAY_INTROSPECTION: z.enum(['true', 'false']).optional(),
  /**
   * Manifests of trusted documents, separated by commas; `none` for no documents at all. Absent: the documents of the
   * pages that came with the program.
   */
  TRUSTED_DOCUMENTS_FILE: z
    .string()
    .transform((list) => list.split(',').flatMap((file) => (file.trim() === '' ? [] : [file.trim()])))
    .optional(),
  /**
   * Who may send documents that are not trusted: everybody, all but sessions of browsers, or nobody. Absent: everybody,
   * in production all but sessions of browsers.
   */
  ADHOC_OPERATIONS: z.enum(['all', 'api-clients', 'none']).optional(),
  /** Further origins, separated by commas, whose pages may send our cookies: for a proxy that rewrites Host. */
  ALLOWED_ORIGINS: z.string().default('').transform(listed),
  /** Whether answers are kept whose every field allows it (`@cacheControl`), each for its own customer alone. */
  RESPONSE_CACHE: z.enum(['on', 'off']).default('on'),
  /** What the kept answers may take together; beyond it the least recently used go. */
  RESPONSE_CACHE_BYTES: bytes.default(64 * 1024 * 1024),
  /** How many proxies of ours stand in front and append to X-Forwarded-For; see `createForwardedReader`. */
  TRUSTED_PROXY_HOPS: z.coerce.number({ error: 'must be a number' }).int().min(0).max(10).default(0),
  /** Addresses and networks (`10.0.0.0/8`) of those proxies, separated by commas: nobody else's X-Forwarded-* is believed. */
  TRUSTED_PROXIES: z
    .string()
    .refine((list) => listed(list).every(isNetwork), 'must be addresses or networks such as 10.0.0.0/8')
    .default('')
    .transform(listed),
  /** What all sessions of one customer may ask together. A person comes nowhere near; a program in a loop does. */
  RATE_LIMIT_CUSTOMER: rateLimitField('1200/10s'),
  /** What one signed-in client, told by its session, may ask. */
  RATE_LIMIT_CLIENT: rateLimitField('600/10s'),
  /** What comes from one address (IPv6: one /64) without a good session. Behind an address of a carrier are many. */
  RATE_LIMIT_ADDRESS: rateLimitField('1200/10s'),
  /** Attempts to sign in from one address. Not fewer, for the same reason. */
  RATE_LIMIT_SIGN_IN: rateLimitField('120/60s'),
})

export type GatewayConfig = z.output<typeof gatewayConfigSchema>

/** What went wrong, as far as it matters to what a customer is told. */
export interface ProblemFacts {
  kind: 'offline' | 'forbidden' | 'notFound' | 'tooMany' | 'unavailable' | 'signedOut' | 'invalid' | 'internal'
  /** Seconds after which trying again makes sense. */
  retryAfterSeconds: number | null
  /** What finds it in our logs. */
  reference: string | null
}

interface Extensions {
  code?: unknown
  retryAfterSeconds?: unknown
  reference?: unknown
}

const kinds: Record<string, ProblemFacts['kind']> = {
  FORBIDDEN: 'forbidden',
  NOT_FOUND: 'notFound',
  RATE_LIMITED: 'tooMany',
  SERVICE_UNAVAILABLE: 'unavailable',
  UNAUTHENTICATED: 'signedOut',
  BAD_USER_INPUT: 'invalid',
}

/**
 * Reads whatever a query, a mutation or a screen may have failed with: urql's error, the `errors` of an answer, a code
 * alone, or anything that was thrown. Of several errors the first one counts.
 */
export function problemOf(error: unknown): ProblemFacts {
  const { code, retryAfterSeconds, reference } = extensionsOf(error)
  const facts = {
    retryAfterSeconds: typeof retryAfterSeconds === 'number' ? retryAfterSeconds : null,
    reference: typeof reference === 'string' ? reference : null,
  }
  if (typeof code === 'string') return { ...facts, kind: kinds[code] ?? 'internal' }
  return { ...facts, kind: isOffline(error) ? 'offline' : 'internal' }
}

function extensionsOf(error: unknown): Extensions {
  if (!isRecord(error)) return {}
  if (typeof error['code'] === 'string') return error
  if (isRecord(error['extensions'])) return error['extensions']
  for (const list of [error['graphQLErrors'], error['errors']]) {
    if (Array.isArray(list) && list.length > 0) return extensionsOf(list[0])
  }
  return {}
}

/** `fetch` rejects with a TypeError when the gateway cannot be reached; urql passes it on as `networkError`. */
function isOffline(error: unknown): boolean {
  return error instanceof TypeError || (isRecord(error) && error['networkError'] instanceof TypeError)
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

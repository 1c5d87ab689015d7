import { type GraphQLFormattedError } from 'graphql'
import { internalMessage, publicCode, publicExtensions } from '../errors/publicError.js'

/** A GraphQL answer as the executor merges it. */
export interface SubgraphAnswer {
  data?: Record<string, unknown>
  errors?: GraphQLFormattedError[]
}

/** Undefined for a text that is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** Whether a body has the form of a GraphQL answer at all. */
export const isGraphqlAnswer = (body: unknown): boolean => isRecord(body) && ('data' in body || 'errors' in body)

/** What a subgraph's body says, or null when it is no GraphQL answer. `masked` are the errors that the caller may not see. */
export function readSubgraphAnswer(
  body: unknown,
  reference: string,
): { answer: SubgraphAnswer; masked: unknown[] } | null {
  if (!isRecord(body) || !isGraphqlAnswer(body)) return null
  const { data, errors } = body
  if (data !== undefined && data !== null && !isRecord(data)) return null
  if (errors !== undefined && !(Array.isArray(errors) && errors.every(isRecord))) return null
  const masked: unknown[] = []
  const shown = (errors ?? []).map((error) => {
    const read = toCallersError(error, reference)
    if (read.extensions?.['code'] === 'INTERNAL_SERVER_ERROR') masked.push(error)
    return read
  })
  return { answer: { ...(isRecord(data) && { data }), ...(shown.length > 0 && { errors: shown }) }, masked }
}

/**
 * An error of a subgraph as our caller may see it. Its complaints about values pass, with no path: only a subgraph knows
 * that `2026-13` is no YearMonth.
 */
function toCallersError(error: Record<string, unknown>, reference: string): GraphQLFormattedError {
  const extensions = isRecord(error['extensions']) ? error['extensions'] : {}
  const place = isPath(error['path']) ? { path: error['path'] } : {}
  const code = extensions['code']
  const message = error['message']
  if (typeof message !== 'string' || publicCode(code) !== code) {
    return { message: internalMessage, ...place, extensions: { code: 'INTERNAL_SERVER_ERROR', reference } }
  }
  return { message, ...place, extensions: publicExtensions(extensions) }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isPath(value: unknown): value is (string | number)[] {
  return Array.isArray(value) && value.every((part) => typeof part === 'string' || typeof part === 'number')
}

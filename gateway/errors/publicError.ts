import { ApolloServerErrorCode } from '@apollo/server/errors'
import { type GraphQLFormattedError } from 'graphql'

/** The codes of the public contract. An answer of ours carries no other. */
const publicCodes: ReadonlySet<unknown> = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'NOT_FOUND',
  'RATE_LIMITED',
  'OPERATION_TOO_COMPLEX',
  'PERSISTED_QUERY_NOT_FOUND',
  'UNKNOWN_OPERATION',
  'SERVICE_UNAVAILABLE',
])

const callersFault: ReadonlySet<unknown> = new Set([
  ApolloServerErrorCode.GRAPHQL_PARSE_FAILED,
  ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED,
  ApolloServerErrorCode.PERSISTED_QUERY_NOT_SUPPORTED,
  ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE,
  ApolloServerErrorCode.BAD_REQUEST,
])

/** How the inside looks: never part of an answer. */
const inside: ReadonlySet<string> = new Set(['stacktrace', 'exception', 'http', 'serviceName'])

export const internalMessage = '일시적인 오류가 발생했습니다. 잠시 후 다시 시도해주세요.'

/** The code under which the caller sees an error, or null when it has to be masked. */
export function publicCode(code: unknown): string | null {
  if (callersFault.has(code)) return 'BAD_USER_INPUT'
  return typeof code === 'string' && publicCodes.has(code) ? code : null
}

/** Extensions without what tells of our inside. */
export function publicExtensions(extensions: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(extensions).filter(([key]) => !inside.has(key)))
}

/**
 * The error that the caller gets. What is not one of the contract's codes is masked; `reference`, the trace id, finds
 * the log line that says what happened.
 */
export function toPublicError(error: GraphQLFormattedError, reference: string | undefined): GraphQLFormattedError {
  const place = { ...(error.locations && { locations: error.locations }), ...(error.path && { path: error.path }) }
  const code = publicCode(error.extensions?.['code'])
  if (code !== null)
    return {
      message: toSentence(error.message),
      ...place,
      extensions: { ...publicExtensions(error.extensions ?? {}), code },
    }
  return {
    message: internalMessage,
    ...place,
    extensions: { code: 'INTERNAL_SERVER_ERROR', ...(reference !== undefined && { reference }) },
  }
}

/** The parser is recursive: a document can be nested more deeply than the stack is. */
function toSentence(message: string): string {
  return message === 'Maximum call stack size exceeded' ? 'The document is nested too deeply.' : message
}

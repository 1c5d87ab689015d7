import { ApolloServerErrorCode } from '@apollo/server/errors'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { DomainError } from '../errors/domainError.js'
import { type Logger } from '../logging/logger.js'
import { currentTrace } from '../telemetry/currentTrace.js'

const callersFault: ReadonlySet<unknown> = new Set([
  ApolloServerErrorCode.GRAPHQL_PARSE_FAILED,
  ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED,
  ApolloServerErrorCode.BAD_USER_INPUT,
  ApolloServerErrorCode.BAD_REQUEST,
  ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE,
])

/**
 * The one place where errors become GraphQL's. What we threw on purpose keeps its code and public details; what the
 * caller got wrong is BAD_USER_INPUT; everything else is masked, with a reference (the trace id) that finds the log line.
 */
export function formatError(formatted: GraphQLFormattedError, error: unknown, log: Logger): GraphQLFormattedError {
  const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error
  const place = {
    ...(formatted.locations && { locations: formatted.locations }),
    ...(formatted.path && { path: formatted.path }),
  }
  if (cause instanceof DomainError && cause.code !== 'INTERNAL_SERVER_ERROR') {
    return { message: cause.message, ...place, extensions: { code: cause.code, ...cause.details } }
  }
  const code = formatted.extensions?.['code']
  if (callersFault.has(code)) return { message: formatted.message, ...place, extensions: { code: 'BAD_USER_INPUT' } }
  // A GraphQLError with a code of its own was made on purpose: a scalar's refusal, a plugin's.
  if (typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR') {
    const own = Object.entries(formatted.extensions ?? {}).filter(([key]) => key !== 'stacktrace' && key !== 'http')
    return { message: formatted.message, ...place, extensions: Object.fromEntries(own) }
  }
  log.error({ err: cause }, 'unexpected error')
  return {
    message: '일시적인 오류가 발생했습니다. 잠시 후 다시 시도해주세요.',
    ...place,
    extensions: { code: 'INTERNAL_SERVER_ERROR', reference: currentTrace()?.traceId },
  }
}

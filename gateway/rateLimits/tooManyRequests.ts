import { HeaderMap } from '@apollo/server'
import { GraphQLError } from 'graphql'

export const tooManyMessage = '요청이 너무 많습니다. 잠시 후 다시 시도해주세요.'

/** The refusal of what was asked for too often: 429, with the seconds to wait in the header and in the error. */
export function tooManyRequests(retryAfterSeconds: number): GraphQLError {
  const headers = new HeaderMap([['retry-after', String(retryAfterSeconds)]])
  return new GraphQLError(tooManyMessage, {
    extensions: { code: 'RATE_LIMITED', retryAfterSeconds, http: { status: 429, headers } },
  })
}

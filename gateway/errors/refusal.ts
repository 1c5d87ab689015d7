import { GraphQLError } from 'graphql'
import { type DomainError } from '../../platform/errors/domainError.js'

/** A refusal of the whole request, with its HTTP status. */
export function refusal(
  message: string,
  code: string,
  status: number,
  details: Record<string, unknown> = {},
): GraphQLError {
  return new GraphQLError(message, { extensions: { ...details, code, http: { status } } })
}

/** The refusal of a request whose credentials are no good, or could not be looked at. */
export function refusalOf({ code, message, details }: DomainError): GraphQLError {
  return refusal(message, code, code === 'SERVICE_UNAVAILABLE' ? 503 : 401, details)
}

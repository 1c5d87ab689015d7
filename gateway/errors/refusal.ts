import { GraphQLError } from 'graphql'

/** A refusal of the whole request, with its HTTP status. */
export function refusal(
  message: string,
  code: string,
  status: number,
  details: Record<string, unknown> = {},
): GraphQLError {
  return new GraphQLError(message, { extensions: { ...details, code, http: { status } } })
}

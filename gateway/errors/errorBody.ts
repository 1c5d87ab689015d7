/** The body of a refusal that happens outside GraphQL, in the shape of a GraphQL answer. */
export function errorBody(message: string, code: string, details: Record<string, unknown> = {}) {
  return { errors: [{ message, extensions: { code, ...details } }] }
}

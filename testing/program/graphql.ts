import { request } from 'undici'

export interface GraphqlAnswer {
  data?: Record<string, unknown> | null
  errors?: { message: string; extensions?: Record<string, unknown> }[]
}

/** One POST. @throws whatever the network says, or that the answer was no GraphQL */
export async function ask(
  url: string,
  { query, variables, token }: { query: string; variables?: Record<string, unknown>; token?: string },
  timeoutMs = 10_000,
): Promise<GraphqlAnswer> {
  const { body } = await request(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(timeoutMs),
  })
  return (await body.json()) as GraphqlAnswer
}

import { request } from 'undici'

export interface GraphqlAnswer {
  status: number
  data: Record<string, never> | null
  errors: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[]
}

/** Asks as an API client would: one POST, a bearer token if there is one. */
export async function ask(url: string, query: string, variables: object = {}, token?: string): Promise<GraphqlAnswer> {
  const { statusCode, body } = await request(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(10_000),
  })
  const { data = null, errors = [] } = (await body.json()) as Partial<GraphqlAnswer>
  return { status: statusCode, data, errors }
}

export interface Signed {
  token: string
  lineIds: string[]
}

const signInMutation = `mutation ($userId: String!) {
  signIn(input: { userId: $userId, password: "yogeum-demo-1", client: API }) {
    ... on SignedIn { tokens { accessToken } customer { lines { id } } }
  }
}`

/** Signs a demo account in. */
export async function signIn(url: string, userId: string): Promise<Signed> {
  const { data, errors } = await ask(url, signInMutation, { userId })
  const signed = data?.['signIn'] as unknown as
    { tokens: { accessToken: string }; customer: { lines: { id: string }[] } } | undefined
  if (!signed?.tokens) throw new Error(`${userId} was not signed in: ${JSON.stringify(errors)}`)
  return { token: signed.tokens.accessToken, lineIds: signed.customer.lines.map(({ id }) => id) }
}

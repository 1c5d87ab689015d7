import { request } from 'undici'

const mutation = `mutation ($userId: String!) {
  signIn(input: { userId: $userId, password: "yogeum-demo-1", client: API }) { ... on SignedIn { tokens { accessToken } } }
}`

/** Access tokens of so many different customers, so that nothing shared between users helps. */
export async function signInCustomers(url: string, count: number): Promise<string[]> {
  const tokens: string[] = []
  const next = Array.from({ length: count }, (_, index) => `c${String(index + 1).padStart(5, '0')}`)
  const worker = async (): Promise<void> => {
    for (let userId = next.pop(); userId !== undefined; userId = next.pop()) {
      const { body } = await request(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: mutation, variables: { userId } }),
        signal: AbortSignal.timeout(30_000),
      })
      const { data } = (await body.json()) as { data: { signIn: { tokens: { accessToken: string } } } }
      tokens.push(data.signIn.tokens.accessToken)
    }
  }
  await Promise.all([worker(), worker(), worker(), worker()])
  return tokens
}

import { issuedTokenHeader } from '../../../platform/http/issuedTokenHeader.js'
import { type SignInInput } from '../generated/resolverTypes.js'

interface Answer {
  data?: Record<string, unknown> | null
  errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[]
}

/** The selections that tests read, loosely typed: what is asserted is what came over the wire. */
export interface SignInAnswer {
  __typename: string
  message?: string
  lockedUntil?: string
  expiresAt?: string
  tokens?: { accessToken: string; refreshToken: string } | null
  customer?: { id: string; maskedName: string; permissions: string[]; lines: { id: string; maskedNumber: string }[] }
}

const signedIn = `... on SignedIn { expiresAt tokens { accessToken refreshToken } customer { id maskedName permissions lines { id maskedNumber } } }`

/** Speaks GraphQL to auth as the gateway does, and keeps cookies as a browser does. */
export function createTestClient(url: string) {
  const jar = new Map<string, string>()
  const setCookies: string[] = []
  const issuedTokens: (string | null)[] = []

  async function post(query: string, variables: Record<string, unknown> = {}, bearer?: string): Promise<Answer> {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
        ...(jar.size > 0 && { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') }),
      },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(20_000),
    })
    issuedTokens.push(response.headers.get(issuedTokenHeader))
    for (const line of response.headers.getSetCookie()) {
      setCookies.push(line)
      const [pair = ''] = line.split(';')
      const name = pair.slice(0, pair.indexOf('='))
      if (/Max-Age=0\b/i.test(line)) jar.delete(name)
      else jar.set(name, pair.slice(name.length + 1))
    }
    return (await response.json()) as Answer
  }

  return {
    jar,
    /** Every Set-Cookie line so far. */
    setCookies,
    /** Of each answer, the access token that only the gateway is told of. */
    issuedTokens,
    post,
    signIn: (input: SignInInput) =>
      post(
        `mutation ($input: SignInInput!) { signIn(input: $input) { __typename ... on InvalidCredentials { message } ... on AccountLocked { message lockedUntil } ${signedIn} } }`,
        { input },
      ),
    async signInAs(input: SignInInput): Promise<SignInAnswer> {
      return field(await this.signIn(input), 'signIn')
    },
    refresh: (refreshToken?: string) =>
      post(
        `mutation ($input: RefreshSessionInput) { refreshSession(input: $input) { __typename ... on SessionEnded { message } ${signedIn} } }`,
        { input: refreshToken === undefined ? null : { refreshToken } },
      ),
    async refreshWith(refreshToken?: string): Promise<SignInAnswer> {
      return field(await this.refresh(refreshToken), 'refreshSession')
    },
    signOut: (options: { everywhere?: boolean; bearer?: string } = {}) =>
      post(
        `mutation ($everywhere: Boolean) { signOut(everywhere: $everywhere) { signedOutSessions } }`,
        { everywhere: options.everywhere ?? false },
        options.bearer,
      ),
    viewer: (bearer?: string) => post('{ viewer { id maskedName permissions lines { id maskedNumber } } }', {}, bearer),
  }
}

/** The one field of an answer that must not hold errors. */
export function field<T = SignInAnswer>(answer: Answer, name: string): T {
  if (answer.errors) throw new Error(`unexpected errors: ${JSON.stringify(answer.errors)}`)
  return answer.data?.[name] as T
}

/** The code and reason of the only error. */
export function refusal(answer: Answer): { code: unknown; reason: unknown } {
  const extensions = answer.errors?.[0]?.extensions
  return { code: extensions?.['code'], reason: extensions?.['reason'] }
}

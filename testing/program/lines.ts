import { createLineIds } from '../../platform/privacy/lineIds.js'
import { ask } from './graphql.js'
import { kosControls } from './kosControls.js'
import { type Stack } from './stack.js'

/** A customer's line whose plan may be changed. */
export interface ChangeableLine {
  loginId: string
  lineId: string
  lineNumber: string
  operator: string
  /** The plan that it is on. */
  from: string
}

/** KOS lets a line change once in so many days; those that have just changed would only be refused. */
const restingDays = 31

const signInMutation = `mutation ($userId: String!) {
  signIn(input: { userId: $userId, password: "yogeum-demo-1", client: API }) { ... on SignedIn { tokens { accessToken } } }
}`

/** Lines that may change their plan, one a customer, among the first so many people. */
export async function* changeableLines(
  { kosUrl, secrets }: Pick<Stack, 'kosUrl' | 'secrets'>,
  among: number,
): AsyncGenerator<ChangeableLine> {
  const kos = kosControls(kosUrl)
  const lineIds = createLineIds(secrets.LINE_ID_KEYS)
  const before = new Date(Date.now() - restingDays * 86_400_000).toISOString()
  for (const { loginId, lines, permissions, operatorCode: operator } of await kos.people(among)) {
    const line = lines.find(({ lineStatus }) => lineStatus === 'ACTIVE')
    if (!line || !permissions.includes('PRODUCT_CHANGE')) continue
    const { lineNumber } = line
    const current = await kos.planOf(lineNumber)
    if (!current || current.since >= before) continue
    yield { loginId, lineNumber, lineId: lineIds.seal(lineNumber), operator, from: current.code }
  }
}

/** Signs a demo account in at a gateway; returns its access token. @throws Error when it is not let in */
export async function signIn(url: string, userId: string): Promise<string> {
  const { data, errors } = await ask(url, { query: signInMutation, variables: { userId } }, 30_000)
  const tokens = (data?.['signIn'] as { tokens?: { accessToken: string } } | undefined)?.tokens
  if (!tokens) throw new Error(`${userId} was not signed in: ${JSON.stringify(errors)}`)
  return tokens.accessToken
}

import { type Copies } from './startCopies.js'
import { ask } from './graphql.js'
import { changeableLines, type ChangeableLine, signIn } from './lines.js'

/** A customer who has signed in through the balancer. */
export interface SignedIn extends ChangeableLine {
  token: string
}

/** So many customers of the first thousand, each with a line of their own. */
export async function signedInCustomers(
  { kosUrl, secrets, urls }: Pick<Copies, 'kosUrl' | 'secrets' | 'urls'>,
  count: number,
): Promise<[SignedIn, ...SignedIn[]]> {
  const found: SignedIn[] = []
  for await (const line of changeableLines({ kosUrl, secrets }, 1_000)) {
    found.push({ ...line, token: await signIn(urls.gateway, line.loginId) })
    if (found.length === count) return found as [SignedIn, ...SignedIn[]]
  }
  throw new Error(`there are only ${found.length} customers`)
}

const billQuery = `query ($id: ID!) { line(id: $id) { maskedNumber bill { __typename } } }`

/** Asks for this month's bill. @throws Error when the answer is anything but a bill */
export async function readBill(gateway: string, { lineId, token }: SignedIn): Promise<void> {
  const { data, errors } = await ask(gateway, { query: billQuery, variables: { id: lineId }, token })
  const bill = (data?.['line'] as { bill: { __typename: string } } | null | undefined)?.bill
  if (errors || (bill?.__typename !== 'Bill' && bill?.__typename !== 'BillNotIssued'))
    throw new Error(`no bill: ${JSON.stringify({ data, errors })}`)
}

import { type Client } from 'urql'
import { RevealPersonalDataDocument, type RevealPersonalDataMutation } from '../generated/operations.js'

type Payload = RevealPersonalDataMutation['revealPersonalData']

/** Personal data in the clear. They live in the dialog that shows them and nowhere else. */
export type Revealed = Pick<Payload, 'name' | 'number' | 'accessNumber'>

export type RevealRefusal = Payload['userErrors'][number]

/** As the API has it: characters of a reason, without the spaces around it. */
export const shortestReason = 5
export const longestReason = 500
/** How long personal data are shown, seconds. */
export const shownForSeconds = 60

/**
 * Has it recorded who wants to know, and why, and then asks. A mutation's answer is not kept by the client.
 *
 * @throws urql's error when it was not answered
 */
export async function reveal(
  client: Pick<Client, 'mutation'>,
  input: { lineId: string; reason: string },
): Promise<{ revealed: Revealed } | { refusal: RevealRefusal }> {
  const { data, error } = await client.mutation(RevealPersonalDataDocument, { input }).toPromise()
  if (!data) throw error ?? new Error('no answer')
  const { userErrors, name, number, accessNumber } = data.revealPersonalData
  const [refusal] = userErrors
  return refusal ? { refusal } : { revealed: { name, number, accessNumber } }
}

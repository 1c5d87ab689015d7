import { request } from 'undici'
import { type ClientBase } from 'pg'

/** An answer about a bill that a customer has got. */
export interface Answered {
  traceId: string
  /** The member of the union, such as `Bill`. */
  kind: string
}

const query = `query ($line: ID!, $month: YearMonth) { line(id: $line) { bill(month: $month) { __typename } } }`

/** Asks for one bill. Null when there was no answer, or one that says nothing about the bill. */
export async function askForBill(
  gateway: string,
  token: string,
  variables: { line: string; month: string },
): Promise<Answered | null> {
  try {
    const { body, headers } = await request(`${gateway}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(10_000),
    })
    const { data } = (await body.json()) as { data?: { line: { bill: { __typename: string } } | null } | null }
    if (!data?.line) return null
    return { traceId: String(headers['x-trace-id']), kind: data.line.bill.__typename }
  } catch {
    return null
  }
}

/** How the history says that an inquiry ended, for what its customer was told. */
export const endOf: Record<string, string> = {
  Bill: 'SHOWN',
  BillNotIssued: 'NOT_ISSUED',
  LineNotActive: 'LINE_NOT_ACTIVE',
  TemporarilyUnavailable: 'UNAVAILABLE',
}

/** Every end that is recorded, by trace; and what the history holds besides. */
export async function readHistory(client: ClientBase): Promise<{
  ends: Map<string, string>
  unfinished: number
  withoutInquiry: number
}> {
  const joined = `bill_inquiry AS i FULL JOIN bill_processing AS p
    ON p.requested_at = i.requested_at AND p.inquiry_id = i.id`
  const { rows } = await client.query<{ trace_id: string; concludes: string }>(
    `SELECT i.trace_id, p.concludes FROM ${joined} WHERE p.concludes IS NOT NULL AND i.id IS NOT NULL`,
  )
  const { rows: counts } = await client.query<{ unfinished: number; alone: number }>(
    `SELECT count(*) FILTER (WHERE p.inquiry_id IS NULL)::int AS unfinished,
       count(*) FILTER (WHERE i.id IS NULL)::int AS alone FROM ${joined}`,
  )
  return {
    ends: new Map(rows.map(({ trace_id, concludes }) => [trace_id, concludes])),
    unfinished: counts[0]?.unfinished ?? 0,
    withoutInquiry: counts[0]?.alone ?? 0,
  }
}

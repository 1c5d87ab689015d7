import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { type Order } from './customers.js'
import { ask } from '../testing/program/graphql.js'

/** What a customer was told about their request. */
export type Told = { kind: 'acknowledged'; changeId: string } | { kind: 'refused'; codes: string[] }

const mutation = `mutation ($input: RequestProductChangeInput!) {
  requestProductChange(input: $input) { change { id } userErrors { code } }
}`

/**
 * Requests a change as a careful app does: with a key, and again with the same key until it is told something. Through
 * another gateway each time.
 */
export async function requestChange(
  stack: { gateways: { url: string }[] },
  order: Order,
  unit: () => number,
): Promise<Told> {
  const variables = {
    input: { lineId: order.lineId, productCode: order.to, timing: 'IMMEDIATE', idempotencyKey: randomUUID() },
  }
  for (let attempt = 0; ; attempt += 1) {
    const gateway = stack.gateways[attempt % stack.gateways.length]
    const answer =
      gateway && (await ask(gateway.url, { query: mutation, variables, token: order.token }).catch(() => null))
    const payload = answer?.data?.['requestProductChange'] as
      { change: { id: string } | null; userErrors: { code: string }[] } | null | undefined
    if (payload && payload.userErrors.length > 0)
      return { kind: 'refused', codes: payload.userErrors.map(({ code }) => code) }
    if (payload?.change) return { kind: 'acknowledged', changeId: payload.change.id }
    await wait(100 + unit() * 400)
  }
}

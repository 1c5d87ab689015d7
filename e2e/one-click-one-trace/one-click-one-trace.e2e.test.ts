import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from '../../testing/otlpReceiver.js'
import { ask } from '../../testing/program/graphql.js'
import { type Customer, type Program, startProgram } from '../../testing/program/startProgram.js'

let receiver: OtlpReceiver
let program: Program
let customer: Customer

beforeAll(async () => {
  receiver = await startOtlpReceiver()
  program = await startProgram({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } })
  customer = await program.customer()
}, 180_000)

afterAll(async () => {
  await program?.stop()
  await receiver.stop()
})

const said = ({ service, name }: ReceivedSpan) => `${service.replace('yogeum-', '')}: ${name}`

/** The way from a span up to the first of its trace. */
function wayTo(span: ReceivedSpan): string[] {
  const parent = receiver.spans.find(({ spanId }) => spanId === span.parentSpanId)
  return [...(parent ? wayTo(parent) : []), said(span)]
}

describe('one click is one trace', () => {
  it('of a bill, from the gateway to KOS', async () => {
    const query = `query Bill($id: ID!) { line(id: $id) { bill(month: "2026-09") { __typename } } }`
    await ask(program.gateways[0].url, { query, variables: { id: customer.lineId }, token: customer.token })
    const request = await receiver.span('of the click', ({ attributes, service }) => {
      return service === 'yogeum-gateway' && attributes['graphql.operation.name'] === 'Bill'
    })
    expect(request.parentSpanId).toBe('')
    const call = await receiver.span(
      'of the call',
      ({ name, traceId }) => name === 'KOS K1' && traceId === request.traceId,
    )
    expect(call.attributes).toMatchObject({ 'kos.attempt': 1, 'kos.breaker': 'CLOSED', 'kos.outcome': 'ANSWERED' })
    expect(wayTo(call)).toEqual([
      'gateway: POST /graphql',
      'gateway: fetch billing',
      'billing: POST /graphql',
      'billing: look up K1',
      'billing: KOS K1',
    ])
    const all = receiver.spans.filter(({ traceId }) => traceId === request.traceId)
    expect(all.filter((span) => wayTo(span)[0] !== 'gateway: POST /graphql')).toEqual([])
  })

  it('of a change of plan, with all that the saga does for it; what a watcher sees names it', async () => {
    const id = await customer.order()
    const { seen } = await customer.watch(id).ended
    expect(seen.at(-1)).toMatchObject({ status: 'COMPLETED' })
    const order = await receiver.span('of the order', ({ name }) => name === 'KOS K5')
    expect(wayTo(order)).toEqual([
      'gateway: POST /graphql',
      'gateway: fetch product',
      'product: POST /graphql',
      'saga: change: send',
      'saga: KOS K5',
    ])
    const told = await receiver.span('of billing that is told', ({ service, name, traceId }) => {
      return service === 'yogeum-billing' && name.startsWith('PUT /internal/lines') && traceId === order.traceId
    })
    expect(wayTo(told).slice(-3, -1)).toEqual(['saga: change: tellBilling', 'saga: PUT internal'])
    const event = await receiver.span(
      'of an event',
      ({ service, name }) => service === 'yogeum-product' && name === 'event',
    )
    expect(event.traceId).not.toBe(order.traceId)
    expect(event.links.map(({ traceId }) => traceId)).toEqual([order.traceId])
  })

  it('in which nothing tells whose it was', () => {
    const { lineNumber, lineId, loginId, token } = customer
    for (const personal of [lineNumber, lineId, loginId, token]) expect(receiver.text()).not.toContain(personal)
    expect(receiver.text()).not.toMatch(/010-?\d{4}-?\d{4}|[가-힣]/)
  })
})

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type OtlpReceiver, startOtlpReceiver } from '../../testing/otlpReceiver.js'
import { ask, type GraphqlAnswer } from '../../testing/program/graphql.js'
import { signIn } from '../../testing/program/lines.js'
import { type Customer, type Program, startProgram } from '../../testing/program/startProgram.js'

const desk = `query Desk($lineId: ID!) {
  billInquiries(filter: { lineId: $lineId }) { edges { node { inquiry { outcome traceId } line { id maskedNumber owner { maskedName } } customer { maskedName } } } }
  productChanges(filter: { lineId: $lineId, statuses: [COMPLETED] }) { edges { node { id traceId line { maskedNumber owner { maskedName lines { maskedNumber } } } } } }
  productChangeCounts { status count } }`
const bill = 'query Bill($id: ID!) { productChange(id: $id) { line { maskedNumber bill { __typename } } } }'
const reveal = `mutation Reveal($input: RevealPersonalDataInput!) { revealPersonalData(input: $input) {
  name number accessNumber lines { line { maskedNumber } } userErrors { code } } }`
const reason = '고객 요청으로 회신 전화'

let receiver: OtlpReceiver
let program: Program
let customer: Customer
let operator: string
let changeId: string

beforeAll(async () => {
  receiver = await startOtlpReceiver()
  program = await startProgram({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } })
  customer = await program.customer()
  operator = await signIn(program.gateways[0].url, 'operator')
  const query = 'query ($id: ID!) { line(id: $id) { bill { __typename } } }'
  await asked({ query, variables: { id: customer.lineId }, token: customer.token })
  changeId = await customer.order()
  await customer.watch(changeId).ended
}, 180_000)

afterAll(async () => {
  await program?.stop()
  await receiver.stop()
})

const asked = (what: Parameters<typeof ask>[1]): Promise<GraphqlAnswer> => ask(program.gateways[0].url, what)
const masked = () => customer.lineNumber.replace(/^(010)(\d{4})\d{4}$/, '$1-$2-****')
const aMaskedName = expect.stringMatching(/^[가-힣]\*+[가-힣]?$/)

describe('the operator’s desk', () => {
  it('UFR-BILL-040 UFR-PROD-040 shows inquiries and changes with their lines and customers, masked', async () => {
    const { data, errors } = await asked({ query: desk, variables: { lineId: customer.lineId }, token: operator })
    expect(errors).toBeUndefined()
    expect(data).toMatchObject({
      billInquiries: {
        edges: expect.arrayContaining([
          {
            node: {
              inquiry: { outcome: 'SHOWN', traceId: expect.stringMatching(/^[0-9a-f]{32}$/) },
              line: { id: customer.lineId, maskedNumber: masked(), owner: { maskedName: aMaskedName } },
              customer: { maskedName: aMaskedName },
            },
          },
        ]),
      },
      productChanges: {
        edges: [{ node: { id: changeId, line: { maskedNumber: masked(), owner: { maskedName: aMaskedName } } } }],
      },
      productChangeCounts: expect.arrayContaining([{ status: 'COMPLETED', count: 1 }]),
    })
    expect(JSON.stringify(data)).not.toContain(customer.lineNumber)
  })

  it('UFR-AUTH-020 gives an operator no bill of the line, and a customer nothing of it', async () => {
    const { data, errors } = await asked({ query: bill, variables: { id: changeId }, token: operator })
    expect(JSON.stringify(data)).not.toContain('__typename')
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' })
    for (const query of [desk, reveal.replace('mutation Reveal', 'mutation Refused')]) {
      const input = { lineId: customer.lineId, reason }
      const answer = await asked({ query, variables: { lineId: customer.lineId, input }, token: customer.token })
      expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' })
    }
  })

  it('shows the number once there is a reason, and tells nobody else of either', async () => {
    const variables = { input: { lineId: customer.lineId, reason } }
    const { data, errors } = await asked({ query: reveal, variables, token: operator })
    expect(errors).toBeUndefined()
    const { number, name } = data?.['revealPersonalData'] as { number: string; name: string }
    expect(number.replaceAll('-', '')).toBe(customer.lineNumber)
    expect(data).toMatchObject({
      revealPersonalData: { accessNumber: 1, lines: [{ line: { maskedNumber: masked() } }], userErrors: [] },
    })
    await receiver.span('of the click', ({ attributes }) => attributes['graphql.operation.name'] === 'Reveal')
    const told = receiver.text() + (await program.gateways[0].log())
    for (const secret of [reason, name, number, customer.lineNumber]) expect(told).not.toContain(secret)
  })
})

import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { startTestSimulator, type TestSimulator } from '../../../kos/simulator/testing/startTestSimulator.js'
import { openProductDatabase, type ProductDatabase } from '../../../saga/database.js'
import { type ProductForTest, startProductForTest } from '../testing/productClient.js'
import { startTestWorker } from '../testing/startTestWorker.js'

const time = { now: new Date('2026-11-22T05:30:00.123Z') }
const clock = () => time.now

const requestMutation = `mutation ($input: RequestProductChangeInput!) { requestProductChange(input: $input) {
  change { id status timing effectiveOn version from { code } to { code } line { id } failure { code } kosOrderNumber history { version type message } }
  userErrors { __typename code message path
    ... on ChangeRefused { checks { check passed } } ... on OrderInFlight { change { id status } } } } }`
const changeQuery = `query ($id: ID!) { productChange(id: $id) { id status version finishedAt kosOrderNumber history { version type } } }`
const quoteQuery = `query ($lineId: ID!, $code: ID!) { productChangeQuote(lineId: $lineId, productCode: $code) { ... on ProductChangeQuote { id } } }`

interface Payload {
  change: { id: string; status: string; version: number; history: { type: string }[] } | null
  userErrors: { __typename: string; change?: { id: string }; checks?: { check: string; passed: boolean }[] }[]
}

let kos: TestSimulator
let product: ProductForTest
let database: ProductDatabase
let stops: (() => Promise<void>)[]

beforeEach(async () => {
  stops = []
  time.now = new Date('2026-11-22T05:30:00.123Z')
  kos = await startTestSimulator(time.now)
  product = await startProductForTest(kos.url, { clock })
  database = openProductDatabase(product.databaseUrl)
})
afterEach(async () => {
  for (const stop of stops) await stop()
  await database.$disconnect()
  await product.stop()
  await kos.end()
})

async function startWorker(): Promise<void> {
  const worker = await startTestWorker({ databaseUrl: product.databaseUrl, kosUrl: kos.url, clock })
  stops.push(() => worker.stop())
}

async function as(loginId: string) {
  const person = await kos.person(loginId)
  const lines = person.lines.map((line) => line.lineNumber)
  const caller = { lines, permissions: person.permissions }
  const lineId = product.sealed(lines[0] ?? '')
  return {
    caller,
    lineId,
    lineNumber: lines[0] ?? '',
    async request(input: Record<string, unknown> = {}): Promise<Payload> {
      const given = { lineId, productCode: 'LTE-MAX-100', idempotencyKey: randomUUID(), ...input }
      const answer = await product.ask(caller, requestMutation, { input: given })
      expect(answer.errors).toBeUndefined()
      return answer.data?.['requestProductChange'] as Payload
    },
    async change(id: string) {
      const answer = await product.ask(caller, changeQuery, { id })
      return answer.data?.['productChange'] as { status: string; version: number; history: { version: number }[] }
    },
    async quote(code = 'LTE-MAX-100', line = lineId): Promise<string> {
      const answer = await product.ask(caller, quoteQuery, { lineId: line, code })
      return (answer.data?.['productChangeQuote'] as { id: string }).id
    },
  }
}

/** Asks until it is so; the test's own deadline ends it. */
async function until<T>(ask: () => Promise<T>, isSo: (found: T) => boolean): Promise<T> {
  for (;;) {
    const found = await ask()
    if (isSo(found)) return found
  }
}
const finished = ({ status }: { status: string }) => ['COMPLETED', 'REJECTED', 'COMPENSATED'].includes(status)

describe('UFR-PROD-030 a request', () => {
  it('is accepted with its checks made, and carried out by the saga', async () => {
    const demo = await as('demo01')
    const { change, userErrors } = await demo.request()
    expect(userErrors).toEqual([])
    expect(change).toMatchObject({
      status: 'REQUESTED',
      timing: 'IMMEDIATE',
      effectiveOn: '2026-11-22',
      version: 2,
      from: { code: 'LTE-MAX-011' },
      to: { code: 'LTE-MAX-100' },
      line: { id: demo.lineId },
      history: [
        { version: 1, type: 'Requested' },
        { version: 2, type: 'Prechecked' },
      ],
    })
    await startWorker()
    const done = await until(() => demo.change(change?.id ?? ''), finished)
    expect(done).toMatchObject({ status: 'COMPLETED', kosOrderNumber: expect.any(String) as unknown })
    expect(done.history.map(({ version }) => version)).toEqual(done.history.map((_, index) => index + 1))
  })
})

import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Client } from 'graphql-ws'
import { startTestSimulator, type TestSimulator } from '../../../kos/simulator/testing/startTestSimulator.js'
import { type Caller, type ProductForTest, startProductForTest } from '../testing/productClient.js'
import { startTestWorker } from '../testing/startTestWorker.js'
import { openProgressSocket, watchProgress } from '../testing/watchProgress.js'

const time = { now: new Date('2026-11-22T05:30:00.123Z') }
const clock = () => time.now
const requestMutation = `mutation ($input: RequestProductChangeInput!) { requestProductChange(input: $input) { change { id } } }`
const cancelMutation = `mutation ($id: ID!) { cancelProductChange(input: { id: $id }) { change { status } } }`
const noteMutation = `mutation ($id: ID!) { addProductChangeNote(input: { id: $id, note: "확인함" }) { change { version } } }`

let kos: TestSimulator
let product: ProductForTest
let socket: Client
let caller: Caller
let token: string
let stops: (() => unknown)[]

beforeEach(async () => {
  stops = []
  time.now = new Date('2026-11-22T05:30:00.123Z')
  kos = await startTestSimulator(time.now)
  product = await startProductForTest(kos.url, { clock })
  const person = await kos.person('demo01')
  caller = { lines: person.lines.map(({ lineNumber }) => lineNumber), permissions: person.permissions }
  token = await product.tokenOf(caller)
  socket = open()
})
afterEach(async () => {
  for (const stop of stops.reverse()) await stop()
  await product.stop()
  await kos.end()
})

function open(connectionParams?: Record<string, unknown>): Client {
  const client = openProgressSocket(product.url, connectionParams)
  stops.push(() => client.dispose())
  return client
}
async function startWorker() {
  const worker = await startTestWorker({ databaseUrl: product.databaseUrl, kosUrl: kos.url, clock })
  stops.push(() => worker.stop())
}
async function request(timing = 'IMMEDIATE'): Promise<string> {
  const input = {
    lineId: product.sealed(caller.lines?.[0] ?? ''),
    productCode: 'LTE-MAX-100',
    idempotencyKey: randomUUID(),
    timing,
  }
  const { data } = await product.ask(caller, requestMutation, { input })
  return (data?.['requestProductChange'] as { change: { id: string } }).change.id
}
const operator: Caller = { permissions: ['OPERATOR'], customerId: randomUUID() }
const oneTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

describe('UFR-PROD-040 the progress of a change', () => {
  it('begins with what happened, goes on live and ends after the terminal event', async () => {
    const id = await request()
    const watcher = watchProgress(socket, { id, token })
    await watcher.reached(2)
    await startWorker()
    expect(await watcher.ended).toEqual([])
    const { seen } = watcher
    expect(watcher.versions()).toEqual(oneTo(seen.length))
    expect(seen.at(-1)).toMatchObject({
      event: { type: 'Completed', detail: null },
      change: { id, status: 'COMPLETED' },
      percent: 100,
      terminal: true,
    })
    for (const { event, change, terminal } of seen) {
      expect(change.version).toBe(event.version)
      expect(change.history).toHaveLength(event.version)
      expect(terminal).toBe(event.version === seen.length)
    }
    expect(seen.map(({ percent }) => percent)).toEqual(seen.map(({ percent }) => percent).sort((a, b) => a - b))
  })

  it('is the same for everybody who watches, and for one who comes back with the last version seen', async () => {
    const id = await request()
    const first = watchProgress(socket, { id, token })
    await first.reached(1)
    first.leave()
    const rest = watchProgress(open(), { id, token, after: first.versions().at(-1) ?? 0 })
    const another = watchProgress(socket, { id, token: await product.tokenOf(operator) })
    await startWorker()
    await Promise.all([rest.ended, another.ended])
    expect([...first.versions(), ...rest.versions()]).toEqual(oneTo(another.seen.length))
    expect(another.versions()).toEqual(oneTo(another.seen.length))
    expect(another.seen.some(({ event }) => event.detail?.includes(id))).toBe(true)
  })

  it('of a finished change is what is missing, and completes; notes after the end are not part of it', async () => {
    const id = await request('NEXT_BILL_CYCLE')
    await product.ask(caller, cancelMutation, { id })
    await product.ask(operator, noteMutation, { id })
    const late = watchProgress(socket, { id, token, after: 1 })
    expect(await late.ended).toEqual([])
    expect(late.versions()).toEqual([2])
    for (const after of [2, 3, 99]) {
      const nothing = watchProgress(socket, { id, token, after })
      expect(await nothing.ended).toEqual([])
      expect(nothing.seen).toEqual([])
    }
  })
})

describe('UFR-PROD-040 who may watch', () => {
  it('the owner and an operator; another’s change, an unknown one and a malformed id are the same', async () => {
    const id = await request('NEXT_BILL_CYCLE')
    const stranger = await product.tokenOf({ lines: ['01099998888'] })
    const answers = [
      await watchProgress(socket, { id, token: stranger }).ended,
      await watchProgress(socket, { id: randomUUID(), token: stranger }).ended,
      await watchProgress(socket, { id: 'x', token: stranger }).ended,
    ]
    expect(answers[0]).toMatchObject([{ code: 'NOT_FOUND' }])
    expect(answers[1]).toEqual(answers[0])
    expect(answers[2]).toEqual(answers[0])
    const none = await product.tokenOf({ ...caller, permissions: [] })
    expect(await watchProgress(socket, { id, token: none }).ended).toMatchObject([{ code: 'FORBIDDEN' }])
  })

  it('nobody without a token, or with a bad one; a negative version is the caller’s fault', async () => {
    const id = await request('NEXT_BILL_CYCLE')
    expect(await watchProgress(socket, { id }).ended).toMatchObject([{ code: 'UNAUTHENTICATED' }])
    expect(await watchProgress(socket, { id, token: 'a.b.c' }).ended).toMatchObject([{ code: 'UNAUTHENTICATED' }])
    expect(await watchProgress(socket, { id, token, after: -1 }).ended).toMatchObject([{ code: 'BAD_USER_INPUT' }])
  })

  it('ends with the session, and with the token', async () => {
    const id = await request('NEXT_BILL_CYCLE')
    const sessionId = randomUUID()
    const ending = watchProgress(socket, { id, token: await product.tokenOf({ ...caller, sessionId }) })
    const expiring = watchProgress(socket, { id, token: await product.tokenOf(caller, 60) })
    const staying = watchProgress(socket, { id, token })
    await Promise.all([ending.reached(1), expiring.reached(1), staying.reached(1)])
    product.endSession(sessionId)
    expect(await ending.ended).toMatchObject([{ code: 'UNAUTHENTICATED' }])
    time.now = new Date(time.now.getTime() + 61_000)
    expect(await expiring.ended).toMatchObject([{ code: 'UNAUTHENTICATED' }])
    await product.ask(caller, cancelMutation, { id })
    expect(await staying.ended).toEqual([])
    expect(staying.versions()).toEqual([1, 2])
  })
})

import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Client, createClient } from 'graphql-ws'
import { WebSocket } from 'ws'
import { envelope, sendJson, startCannedKos, type CannedKos } from '../../../kos/client/testing/cannedKos.js'
import { eventually } from '../../../testing/eventually.js'
import { type TestClaims } from '../../../testing/issueToken.js'
import { changeOf, putReport, reportOf } from '../testing/kosReports.js'
import { startTestBilling, type TestBilling } from '../testing/startTestBilling.js'

interface Change {
  version: number
  role: string
  operation: string
  from: string
  to: string
}

const query = `subscription ($after: Int) { kosBreakerChanged(after: $after) { version role copy at operation from to } }`
const copy = randomUUID()
let billing: TestBilling
let kos: CannedKos
let sockets: Client[]

beforeEach(async () => {
  sockets = []
  kos = await startCannedKos()
  billing = await startTestBilling({ remembers: true, kosUrl: kos.url, clock: () => new Date() })
})
afterEach(async () => {
  for (const socket of sockets) await socket.dispose()
  await billing.end()
  await kos.stop()
})

async function watch(after: number | null = null, claims: TestClaims = { permissions: ['OPERATOR'] }) {
  const token = await billing.tokenOf(claims)
  const socket = createClient({
    url: `${billing.role.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  })
  sockets.push(socket)
  const seen: Change[] = []
  const codes: unknown[] = []
  socket.subscribe<{ kosBreakerChanged: Change }>(
    { query, variables: { after }, extensions: { authorization: `Bearer ${token}` } },
    {
      next: ({ data, errors }) => {
        if (data) seen.push(data.kosBreakerChanged)
        codes.push(...(errors ?? []).map(({ extensions }) => extensions?.['code']))
      },
      error: (errors) =>
        codes.push(...(errors as { extensions?: { code?: string } }[]).map(({ extensions }) => extensions?.code)),
      complete: () => undefined,
    },
  )
  return { seen, codes, reached: (count: number) => eventually(`${count} changes`, () => seen.length >= count) }
}
const report = (...changes: Parameters<typeof reportOf>[0] & object) =>
  putReport(billing.role.url, copy, reportOf(changes, 'SAGA'))
const steps = (seen: Change[]) => seen.map(({ operation, from, to }) => `${operation} ${from} ${to}`)

describe('kosBreakerChanged', () => {
  it('begins with nothing, then tells what each process reports, in order and once', async () => {
    await report(changeOf(1))
    const resumed = await watch(0)
    await resumed.reached(1)
    const { seen, reached } = await watch()
    // Whoever is answered the past is subscribed; a change of another process marks where the second one is as well.
    await eventually('that it is subscribed', async () => {
      const mark = randomUUID()
      await putReport(billing.role.url, mark, reportOf([changeOf(1, { operation: 'K7' })]))
      return seen.length > 0
    })
    const marks = seen.length
    const half = changeOf(2, { from: 'OPEN', to: 'HALF_OPEN' })
    await report(half)
    await report(half, changeOf(3, { from: 'HALF_OPEN', to: 'CLOSED' }))
    await eventually('the last one', () => seen.at(-1)?.to === 'CLOSED')
    await reached(marks + 2)
    expect(steps(seen.filter(({ operation }) => operation === 'K1'))).toEqual([
      'K1 OPEN HALF_OPEN',
      'K1 HALF_OPEN CLOSED',
    ])
    await resumed.reached(seen.length)
    const versions = resumed.seen.map(({ version }) => version)
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b))
    expect(resumed.seen.at(-1)).toEqual(seen.at(-1))
  })

  it('goes on behind the version that it is given', async () => {
    await report(changeOf(1), changeOf(2, { operation: 'K3' }), changeOf(3, { operation: 'K4' }))
    const all = await watch(0)
    await all.reached(3)
    const rest = await watch(all.seen[1]?.version ?? null)
    await rest.reached(1)
    expect(steps(rest.seen)).toEqual(['K4 CLOSED OPEN'])
  })

  it('tells that billing itself found KOS failing, which kosHealth shows as well', async () => {
    kos.answer((_request, response) => sendJson(response, envelope(null, '9999')))
    const { seen, reached } = await watch(0)
    await eventually('an open breaker', async () => {
      await billing.line('01012345678', 'bill { __typename }')
      return seen.length > 0
    })
    await reached(1)
    expect(seen[0]).toMatchObject({ role: 'BILLING', operation: 'K1', from: 'CLOSED', to: 'OPEN' })
    const { data } = await billing.ask(
      '{ kosHealth { operations { operation breaker retryAfterSeconds breakerChanges calls { outcome count } } } }',
      {},
      { permissions: ['OPERATOR'] },
    )
    const [own] = data?.['kosHealth'] as { operations: Record<string, unknown>[] }[]
    expect(own?.operations[0]).toMatchObject({ operation: 'K1', breaker: 'OPEN', breakerChanges: 1 })
    expect(own?.operations[0]?.['calls']).toContainEqual({ outcome: 'SYSTEM_ERROR', count: 10 })
  })

  it('is for operators', async () => {
    const { codes } = await watch(null, {})
    await eventually('a refusal', () => codes.length > 0)
    expect(codes).toEqual(['FORBIDDEN'])
  })

  it('refuses a version that cannot be', async () => {
    const { codes } = await watch(-1)
    await eventually('a refusal', () => codes.length > 0)
    expect(codes).toEqual(['BAD_USER_INPUT'])
  })
})

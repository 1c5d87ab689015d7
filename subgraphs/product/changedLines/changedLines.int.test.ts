import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { Client } from 'pg'
import { startTestSimulator, type TestSimulator } from '../../../kos/simulator/testing/startTestSimulator.js'
import { changedLinesAnswer, changedLinesPath, type ChangedLines } from '../../../platform/lineChanges/changedLines.js'
import { eventually } from '../../../testing/eventually.js'
import { type Caller, type ProductForTest, startProductForTest } from '../testing/productClient.js'
import { startTestWorker } from '../testing/startTestWorker.js'

const time = { now: new Date('2026-11-22T05:30:00.123Z') }
const clock = () => time.now
let kos: TestSimulator
let product: ProductForTest
let caller: Caller
let lines: string[]

beforeEach(async () => {
  kos = await startTestSimulator(time.now)
  product = await startProductForTest(kos.url, { clock, remembers: true })
  const person = await kos.person('demo01')
  lines = person.lines.map(({ lineNumber }) => lineNumber)
  caller = { lines, permissions: person.permissions }
})
afterEach(async () => {
  await product.stop()
  await kos.end()
})

const get = (query: string) => fetch(`${product.url}${changedLinesPath}${query}`)
const since = async (place?: string): Promise<ChangedLines> =>
  changedLinesAnswer.parse(await (await get(place === undefined ? '' : `?since=${place}`)).json())
/**
 * The place behind all that has happened: nothing is named from it. A transaction of another database on the same server
 * holds it back as well.
 */
async function behindAll(): Promise<string> {
  let { place } = await since()
  await eventually('nothing is named any more', async () => {
    const answer = await since(place)
    place = answer.place
    return answer.lineIds?.length === 0
  })
  return place
}
const sealed = (index: number) => product.sealed(lines[index] ?? '')

async function request(index: number): Promise<void> {
  const input = { lineId: sealed(index), productCode: 'LTE-MAX-100', idempotencyKey: randomUUID() }
  const { data } = await product.ask(
    caller,
    'mutation ($input: RequestProductChangeInput!) { requestProductChange(input: $input) { change { id } } }',
    { input },
  )
  expect(data).toMatchObject({ requestProductChange: { change: { id: expect.any(String) } } })
}

describe('UFR-PROD-040 the lines of which a change has gone on', () => {
  it('are named from a place on, by their sealed ids, and nobody before a place is known', async () => {
    await request(0)
    expect((await since()).lineIds).toEqual([])
    const place = await behindAll()
    await request(1)
    expect((await since(place)).lineIds).toEqual([sealed(1)])
    await behindAll()
    expect((await since('0')).lineIds?.sort()).toEqual([sealed(0), sealed(1)].sort())
  })

  it('are named at each step of the saga', async () => {
    const { place } = await since()
    await request(0)
    const requested = await since(place)
    const worker = await startTestWorker({ databaseUrl: product.databaseUrl, kosUrl: kos.url, clock })
    try {
      await eventually('a step of the saga', async () => (await since(requested.place)).lineIds?.includes(sealed(0)))
    } finally {
      await worker.stop()
    }
  })

  it('are not skipped when they commit late, and do not wait for a transaction that runs long', async () => {
    const [slow, late] = [new Client(product.databaseUrl), new Client(product.databaseUrl)]
    await Promise.all([slow.connect(), late.connect()])
    try {
      await request(0)
      await behindAll()
      await slow.query('BEGIN')
      await slow.query('SELECT pg_current_xact_id()')
      await late.query('BEGIN')
      await late.query(`INSERT INTO product_change_event (stream_id, version, type, data, at)
        SELECT stream_id, 90, 'OperatorNoted', '{}', now() FROM product_change_event WHERE version = 1 LIMIT 1`)
      const { place } = await since()
      await request(1)
      const during = await since(place)
      expect(during.lineIds).toEqual([sealed(1)])
      await late.query('COMMIT')
      expect((await since(during.place)).lineIds).toContain(sealed(0))
      await slow.query('COMMIT')
    } finally {
      await Promise.all([slow.end(), late.end()])
    }
  })

  it.each(['-1', '1e3', 'x', '9223372036854775808', '1&since=2', `${'9'.repeat(21)}`, "1'--"])(
    'are not told from a place that is none: %s',
    async (place) => expect((await get(`?since=${place}`)).status).toBe(400),
  )
})

describe('UFR-PROD-010 for how long an answer of product may be given again', () => {
  const keptFor = async (query: string, variables: Record<string, unknown> = {}) => {
    const answer = await fetch(`${product.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await product.tokenOf(caller)}` },
      body: JSON.stringify({ query, variables }),
    })
    await answer.text()
    return answer.headers.get('cache-control')
  }
  const plan = () =>
    keptFor(
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Line { product { ... on Product { code } } } } }',
      { r: [{ __typename: 'Line', id: sealed(0) }] },
    )

  it('a minute, but a plan that is being changed not at all, nor anything while KOS is down', async () => {
    expect(await plan()).toBe('max-age=60, private')
    expect(await keptFor('{ products { totalCount } }')).toBe('max-age=60, private')
    await request(0)
    const worker = await startTestWorker({ databaseUrl: product.databaseUrl, kosUrl: kos.url, clock })
    try {
      await eventually('a plan in motion', async () => (await plan()) === 'no-store')
      await eventually('the end of the change', async () => {
        const { data } = await product.ask(
          caller,
          'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Line { activeChange { id } } } }',
          { r: [{ __typename: 'Line', id: sealed(0) }] },
        )
        return (data?.['_entities'] as { activeChange: unknown }[])[0]?.activeChange === null
      })
    } finally {
      await worker.stop()
    }
    expect(await plan()).toBe('no-store')
    time.now = new Date(time.now.getTime() + 31_000)
    expect(await plan()).toBe('max-age=60, private')
    time.now = new Date('2026-11-22T05:30:00.123Z')
  })
})

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { createInternalSignature } from '../../../platform/http/internalSignature.js'
import { testKeys } from '../../../testing/keys.js'
import { startTestBilling, type TestBilling } from '../testing/startTestBilling.js'
import { createLineVersionStore, type LineVersionStore } from './lineVersionStore.js'

const lineKey = 'k'.repeat(43)
const path = `/internal/lines/${lineKey}/version`
let now = new Date('2026-11-20T09:00:00.123Z')
let billing: TestBilling
let versions: LineVersionStore

beforeAll(async () => {
  billing = await startTestBilling({ kosUrl: 'http://127.0.0.1:1', clock: () => now })
  versions = createLineVersionStore(billing.rows)
})
afterAll(() => billing.end())
afterEach(() => billing.rows.lineVersion.deleteMany())

/** One call, signed for what is given in `signed` in place of what is really sent. */
async function put(body: string, { at = path, signed = {}, key = testKeys.BLIND_INDEX_KEY, header = '' } = {}) {
  const signature = createInternalSignature(key).sign({ method: 'PUT', path: at, body, ...signed })
  const answer = await fetch(`${billing.role.url}${at}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', 'x-yogeum-signature': header || signature },
    body,
  })
  return { status: answer.status, text: await answer.text() }
}

const rows = () => billing.rows.lineVersion.findMany()

describe('UFR-PROD-040 billing is told that a plan has changed', () => {
  it('notes the version and when it was told', async () => {
    expect((await versions.current([lineKey])).get(lineKey)).toBe(0)
    expect(await put('{"version":3}')).toEqual({ status: 204, text: '' })
    expect((await versions.current([lineKey])).get(lineKey)).toBe(3)
    expect(await rows()).toEqual([{ lineKey, version: 3, toldAt: now }])
  })

  it('takes a repeat and an older version for told, and changes nothing', async () => {
    await put('{"version":3}')
    const before = await rows()
    now = new Date(now.getTime() + 60_000)
    expect((await put('{"version":3}')).status).toBe(204)
    expect((await put('{"version":2}')).status).toBe(204)
    expect(await rows()).toEqual(before)
    expect((await put('{"version":4}')).status).toBe(204)
    expect(await rows()).toEqual([{ lineKey, version: 4, toldAt: now }])
  })

  it('keeps the highest of many that arrive at once', async () => {
    const answers = await Promise.all([5, 2, 9, 1, 7, 3].map((version) => put(JSON.stringify({ version }))))
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 204))
    expect((await versions.current([lineKey])).get(lineKey)).toBe(9)
  })

  it.each([
    ['without a signature', { header: 'none' }],
    ['signed with another key', { key: Buffer.alloc(32, 9).toString('base64') }],
    ['whose body was changed on the way', { signed: { body: '{"version":1}' } }],
    ['signed for another line', { signed: { path: path.replace('kkk', 'jjj') } }],
    ['signed for another method', { signed: { method: 'POST' } }],
  ])('refuses a call %s, and changes nothing', async (_, how) => {
    expect(await put('{"version":8}', how)).toEqual({ status: 401, text: '{"error":"unauthorized"}' })
    expect(await rows()).toEqual([])
  })

  it.each(['', '{', '3', '{}', '{"version":0}', '{"version":1.5}', '{"version":"3"}', '{"version":2147483648}'])(
    'refuses the body %p',
    async (body) => {
      expect(await put(body)).toEqual({ status: 400, text: '{"error":"bad request"}' })
      expect(await rows()).toEqual([])
    },
  )

  it.each(['short', '01012345678', 'k'.repeat(44), `${'k'.repeat(42)}%20`])('refuses the key %p', async (key) => {
    expect((await put('{"version":1}', { at: `/internal/lines/${key}/version` })).status).toBe(400)
  })

  it('answers 413 to a body that no service of ours would send', async () => {
    expect((await put(JSON.stringify({ version: 1, more: 'x'.repeat(20_000) }))).status).toBe(413)
  })
})

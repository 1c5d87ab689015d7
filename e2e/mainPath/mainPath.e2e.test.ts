import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { request } from 'undici'
import { ask, signIn } from '../graphqlClient.js'
import { portsInUse, startYogeum, type Yogeum } from '../yogeumProcess.js'
import { cloneTree, runIn } from './cloneTree.js'

interface GivenBill {
  totalFee: number
  vat: number
  items: { type: string; name: string; amount: number }[]
  usage: { dataMb: number; voiceSeconds: number; smsCount: number }
  contract: { months: number; monthlyDiscount: number } | null
  dueDate: string
}
interface GivenCustomer {
  customerId: string
  customerName: string
  lines: { lineNumber: string }[]
}

const billFields = `... on Bill { month total vat dueDate lines { type name amount } contract { months monthlyDiscount } usage { bucket used } }
  ... on BillNotIssued { message } ... on LineNotActive { message } ... on TemporarilyUnavailable { message retryAfterSeconds }`
const billQuery = `query ($line: ID!, $month: YearMonth) { line(id: $line) { bill(month: $month) { __typename ${billFields} } } }`

let folder: string
let yogeum: Yogeum

beforeAll(async () => {
  folder = cloneTree(process.cwd())
  expect(runIn(folder, 'npm', ['ci'])).not.toMatch(/EBADENGINE|install-scripts/)
  yogeum = await startYogeum(folder)
}, 15 * 60_000)

afterAll(async () => {
  await yogeum?.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function kos<T>(path: string, method: 'GET' | 'PUT' | 'DELETE' = 'GET', body?: object): Promise<T> {
  const answer = await request(`${yogeum.kosUrl}/admin/${path}`, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(5_000),
  })
  return JSON.parse((await answer.body.text()) || 'null') as T
}

async function billOf(userId: string, line: number, month: string | null): Promise<Record<string, unknown>> {
  const { token, lineIds } = await signIn(yogeum.url, userId)
  const { data, errors } = await ask(yogeum.url, billQuery, { line: lineIds[line], month }, token)
  expect(errors).toEqual([])
  return (data?.['line'] as unknown as { bill: Record<string, unknown> }).bill
}

const seoulMonth = (back: number): string => {
  const now = new Date(Date.now() + 9 * 3_600_000)
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString().slice(0, 7)
}

async function statusOf(path: string): Promise<number> {
  const { statusCode, body } = await request(`${yogeum.url}${path}`, { signal: AbortSignal.timeout(5_000) })
  await body.dump()
  return statusCode
}

describe('what npm start says', () => {
  it('names every part, what is embedded, the accounts and the address', () => {
    for (const words of [
      `http://127.0.0.1:${yogeum.port}/graphql`,
      'gateway',
      'auth',
      'billing',
      'product',
      'KOS',
      'embedded',
      'demo01',
      'operator',
      'yogeum-demo-1',
    ]) {
      expect(yogeum.output()).toContain(words)
    }
  })
  it('is ready and alive', async () =>
    expect([await statusOf('/readyz'), await statusOf('/healthz')]).toEqual([200, 200]))
  it('tells in one sentence that its ports are taken', () => {
    expect(() => runIn(folder, 'env', [`PORT=${yogeum.port}`, 'YOGEUM_DATA_DIR=other', 'npm', 'start'])).toThrow(
      /Port .* is taken/,
    )
  })
})

describe('UFR-BILL-020 a bill is what KOS was given', () => {
  it.each([
    ['demo01', 0, 0],
    ['demo01', 0, 1],
    ['demo01', 1, 1],
    ['demo02', 0, 0],
    ['demo04', 0, 0],
    ['demo05', 0, 1],
    ['c00042', 0, 2],
  ])('%s, line %i, %i months back', async (userId, line, back) => {
    const month = seoulMonth(back)
    const { lines } = await kos<GivenCustomer>(`customers/${userId}`)
    const given = await kos<GivenBill>(`bills/${lines[line]?.lineNumber}/${month}`)
    const bill = await billOf(userId, line, back === 0 ? null : month)
    expect(bill).toMatchObject({
      __typename: 'Bill',
      month,
      total: given.totalFee,
      vat: given.vat,
      dueDate: given.dueDate,
      lines: given.items,
    })
    expect(bill['contract']).toEqual(
      given.contract && { months: given.contract.months, monthlyDiscount: given.contract.monthlyDiscount },
    )
    const used = Object.fromEntries(
      (bill['usage'] as { bucket: string; used: number }[]).map((usage) => [usage.bucket, usage.used]),
    )
    if (used['DATA'] !== undefined)
      expect(used).toEqual({ DATA: given.usage.dataMb, VOICE: given.usage.voiceSeconds, MESSAGE: given.usage.smsCount })
  })

  it('says that a month has no bill', async () =>
    expect(await billOf('demo01', 0, '2019-01')).toMatchObject({ __typename: 'BillNotIssued' }))
  it('says that a suspended line is not active', async () =>
    expect(await billOf('demo03', 0, null)).toMatchObject({ __typename: 'LineNotActive' }))

  it("UFR-AUTH-020 answers for another customer's line as for one that does not exist", async () => {
    const { token, lineIds } = await signIn(yogeum.url, 'demo01')
    const { lineIds: foreign } = await signIn(yogeum.url, 'demo02')
    const forged = lineIds[0]?.replace(/.{4}$/, 'AAAA')
    const [theirs, nobodys] = await Promise.all(
      [foreign[0], forged].map((line) => ask(yogeum.url, billQuery, { line }, token)),
    )
    expect(theirs?.errors[0]?.extensions['code']).toBe('NOT_FOUND')
    expect(theirs).toEqual(nobodys)
  })
})

describe('with KOS down', () => {
  beforeAll(() => kos('faults', 'PUT', { down: true }))

  it('stays ready, signs in, shows a bill that was seen before, and says when to try again for one that was not', async () => {
    expect(await billOf('demo01', 0, null)).toMatchObject({ __typename: 'Bill' })
    const bill = await billOf('demo01', 0, seoulMonth(7))
    expect(bill).toMatchObject({
      __typename: 'TemporarilyUnavailable',
      message: expect.stringMatching(/[가-힣]/) as unknown,
    })
    expect(bill['retryAfterSeconds']).toBeGreaterThan(0)
    expect(await statusOf('/readyz')).toBe(200)
  })

  it('answers as before when KOS is back', async () => {
    await kos('faults', 'DELETE')
    const deadline = Date.now() + 30_000
    let bill = await billOf('demo05', 0, null)
    // The breaker may be open: ask again when it said that one should.
    while (bill['__typename'] === 'TemporarilyUnavailable' && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, Number(bill['retryAfterSeconds']) * 1_000))
      bill = await billOf('demo05', 0, null)
    }
    expect(bill['__typename']).toBe('Bill')
  })
})

describe('what is left behind', () => {
  it('no name, number, customer id, password or token stands in a log', async () => {
    const logs = readdirSync(join(folder, '.data/logs'))
      .map((name) => readFileSync(join(folder, '.data/logs', name), 'utf8'))
      .join('\n')
    expect(logs.length).toBeGreaterThan(1_000)
    const { token } = await signIn(yogeum.url, 'demo01')
    const people = await Promise.all(
      ['demo01', 'demo02', 'demo03', 'demo04', 'demo05', 'c00042'].map((id) => kos<GivenCustomer>(`customers/${id}`)),
    )
    const personal = people.flatMap(({ customerId, customerName, lines }) => [
      customerId,
      customerName,
      ...lines.map(({ lineNumber }) => lineNumber),
    ])
    for (const secret of [...personal, 'yogeum-demo-1', token]) expect(logs).not.toContain(secret)
  })

  it('refuses a second start on the same data, and the first goes on', async () => {
    expect(() => runIn(folder, 'env', ['PORT=31000', 'npm', 'start'])).toThrow(
      /Another npm start runs on the data folder/,
    )
    expect(await billOf('demo01', 0, null)).toMatchObject({ __typename: 'Bill' })
  })

  it('brings PostgreSQL back when it is killed', async () => {
    const postgres = Number(readFileSync(join(folder, '.data/postgres/postmaster.pid'), 'utf8').split('\n')[0])
    const { token } = await signIn(yogeum.url, 'demo02')
    process.kill(postgres, 'SIGKILL')
    const answered = async (): Promise<boolean> =>
      (await ask(yogeum.url, '{ viewer { maskedName lines { bill { __typename } } } }', {}, token)).errors.length === 0
    await until(answered)
    expect(yogeum.output()).toContain('PostgreSQL ended (SIGKILL) and is started again')
  })

  it('SIGTERM stops everything, PostgreSQL too; the next start finds the data', async () => {
    const historyQuery = `query ($line: ID!) { line(id: $line) { billInquiries(first: 50) { edges { node { id } } } } }`
    const history = async (): Promise<string> => {
      const { token, lineIds } = await signIn(yogeum.url, 'demo01')
      return JSON.stringify((await ask(yogeum.url, historyQuery, { line: lineIds[0] }, token)).data)
    }
    const before = await history()
    expect(before).toContain('node')
    const { port } = yogeum
    await yogeum.stop()
    expect(await portsInUse(port)).toEqual([])
    yogeum = await startYogeum(folder)
    expect(await history()).toBe(before)
  })

  it('a start that was killed leaves no role behind, and the next one copes with its PostgreSQL', async () => {
    const { port } = yogeum
    const launcher = readdirSync('/proc').find((pid) => /^\d+$/.test(pid) && isLauncherIn(pid, folder))
    process.kill(Number(launcher), 'SIGKILL')
    await until(async () => (await portsInUse(port)).every((used) => used === port + 32))
    yogeum = await startYogeum(folder)
    expect(await billOf('demo01', 0, null)).toMatchObject({ __typename: 'Bill' })
  })
})

function isLauncherIn(pid: string, cwd: string): boolean {
  try {
    return (
      readlinkSync(`/proc/${pid}/cwd`) === cwd &&
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('scripts/start.mjs') &&
      !readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('sh')
    )
  } catch {
    return false // gone, or not ours to look at
  }
}

/** Asks again and again, with a bound, until it is so. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error('it did not become so within 30 s')
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

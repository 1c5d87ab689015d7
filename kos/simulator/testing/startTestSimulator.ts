import { pino } from 'pino'
import { createTestDatabase } from '../../../testing/postgres.js'
import { type Person } from '../admin/people.js'
import { simulatorConfigSchema, startSimulator, type RunningSimulator } from '../server.js'

export interface Answered {
  status: number
  headers: Headers
  text: string
  body: {
    success: boolean
    resultCode: string
    resultMessage: string
    data: Record<string, unknown> | null
    timestamp: string
    traceId: string | null
  }
}

const deadlineMs = 15_000

/** A simulator on a database of its own, and words to speak to it with. */
export async function startTestSimulator(now = new Date('2026-11-22T05:30:00.123Z')) {
  const database = await createTestDatabase('kos')
  const config = simulatorConfigSchema.parse({ PORT: 0, DATABASE_URL: database.url })
  const time = { now }
  const overrides = { clock: () => time.now, log: pino({ level: 'silent' }) }
  let running: RunningSimulator = await startSimulator(config, overrides)

  const call = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answered> => {
    const answer = await fetch(`${running.url}${path}`, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(deadlineMs),
    })
    const text = await answer.text()
    const json = answer.headers.get('content-type')?.includes('json')
      ? (JSON.parse(text) as Answered['body'])
      : ({} as Answered['body'])
    return { status: answer.status, headers: answer.headers, text, body: json }
  }
  const json = async <T>(method: string, path: string, body?: unknown): Promise<T> =>
    JSON.parse((await call(method, path, body)).text || 'null') as T
  const person = (loginId: string) => json<Person>('GET', `/admin/customers/${loginId}`)
  const line = async (loginId: string, ordinal = 0): Promise<string> =>
    (await person(loginId)).lines[ordinal]?.lineNumber ?? ''
  return {
    time,
    get url() {
      return running.url
    },
    call,
    json,
    person,
    line,
    bill: (lineNumber: string, billingMonth?: string) =>
      call('POST', '/api/v1/kos/bill/inquiry', { lineNumber, billingMonth, requestId: 'b-1' }),
    product: (lineNumber: string) => call('POST', '/api/v1/kos/product/inquiry', { lineNumber, requestId: 'p-1' }),
    change: (lineNumber: string, from: string, to: string, requestId: string) =>
      call('POST', '/api/v1/kos/product/change', {
        lineNumber,
        currentProductCode: from,
        targetProductCode: to,
        requestId,
      }),
    transfer: (lineNumber: string, from: string, to: string, requestId: string) =>
      call('POST', '/api/v1/kos/contract/transfer', {
        lineNumber,
        fromProductCode: from,
        toProductCode: to,
        requestId,
      }),
    order: (requestId: string) => call('GET', `/api/v1/kos/orders/${requestId}`),
    ledger: (query = '') =>
      json<
        { seq: number; at: string; kind: string; requestId: string; lineNumber: string; from: string; to: string }[]
      >('GET', `/admin/ledger${query}`),
    calls: async (operation: string) =>
      Object.fromEntries(
        (await json<{ operation: string; outcome: string; count: number }[]>('GET', '/admin/calls'))
          .filter((row) => row.operation === operation)
          .map(({ outcome, count }) => [outcome, count]),
      ),
    faults: (body: Record<string, unknown>) => call('PUT', '/admin/faults', body),
    settings: (body: Record<string, unknown>) => call('PUT', '/admin/settings', body),
    async restart() {
      await running.stop()
      running = await startSimulator(config, overrides)
    },
    stop: () => running.stop(),
    async end() {
      await running.stop()
      await database.drop()
    },
  }
}

export type TestSimulator = Awaited<ReturnType<typeof startTestSimulator>>

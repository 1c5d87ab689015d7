import { randomUUID } from 'node:crypto'
import { request } from 'undici'

/** One effect that KOS applied. */
export interface LedgerRow {
  seq: number
  at: string
  kind: 'PRODUCT_CHANGE' | 'CONTRACT_TRANSFER'
  requestId: string
  lineNumber: string
  from: string
  to: string
}

export interface Person {
  loginId: string
  birthDate: string
  operatorCode: string
  permissions: string[]
  lines: { lineNumber: string; lineStatus: string; productCode: string }[]
}

export interface Plan {
  product_code: string
  operator_code: string
  status: string
  contract_terms: number[]
  eligibility: string | null
}

/** The simulator's own controls, and what it knows to be true. */
export interface KosControls {
  break(operations: string[], faults: Record<string, unknown>): Promise<void>
  /** All, or one operation alone. */
  heal(operation?: string): Promise<void>
  settings(settings: Record<string, boolean>): Promise<void>
  /** Everything that was applied; with a change's id, what belongs to it: its order, the contract's, and the one back. */
  ledger(changeId?: string): Promise<LedgerRow[]>
  /** How often an operation was called, by outcome. */
  calls(operation: string): Promise<Record<string, number>>
  people(count: number): Promise<Person[]>
  plans(): Promise<Plan[]>
  /** The plan that a line is on; null for a line that is not in use. */
  planOf(lineNumber: string): Promise<{ code: string; since: string } | null>
  /** Changes a plan past the program, as somebody at KOS would. Returns KOS's order number. */
  changePlan(lineNumber: string, plans: { from: string; to: string }): Promise<string>
  /** The term of the line's contract, months; 0 without one. */
  contractOf(lineNumber: string): Promise<number>
}

/** @param url the simulator */
export function kosControls(url: string): KosControls {
  async function call<T>(method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<T> {
    const answer = await request(`${url}${path}`, {
      method,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(15_000),
    })
    const text = await answer.body.text()
    if (answer.statusCode >= 400) throw new Error(`${method} ${path}: ${answer.statusCode} ${text.slice(0, 200)}`)
    return (text === '' ? null : JSON.parse(text)) as T
  }
  return {
    async break(operations, faults) {
      for (const operation of operations) await call('PUT', '/admin/faults', { operation, ...faults })
    },
    heal: (operation = 'all') => call('DELETE', `/admin/faults?operation=${operation}`),
    settings: (settings) => call('PUT', '/admin/settings', settings),
    async ledger(changeId = '') {
      const rows = await call<LedgerRow[]>('GET', '/admin/ledger')
      return rows.filter(({ requestId }) => requestId.startsWith(changeId))
    },
    async calls(operation) {
      const counts = await call<{ operation: string; outcome: string; count: number }[]>('GET', '/admin/calls')
      const own = counts.filter((row) => row.operation === operation)
      return Object.fromEntries(own.map(({ outcome, count }) => [outcome, count]))
    },
    people: async (count) => await call<Person[]>('GET', `/admin/customers?offset=0&limit=${count}`),
    plans: async () => (await call<{ data: { products: Plan[] } }>('GET', '/api/v1/kos/product/list')).data.products,
    async planOf(lineNumber) {
      const { data } = await call<{
        data: { productInfo: { currentProductCode: string; contractDate: string } } | null
      }>('POST', '/api/v1/kos/product/inquiry', { lineNumber, requestId: 'outside' })
      return data && { code: data.productInfo.currentProductCode, since: data.productInfo.contractDate }
    },
    async changePlan(lineNumber, { from, to }) {
      const { data } = await call<{ data: { changeInfo: { kosOrderNumber: string } } }>(
        'POST',
        '/api/v1/kos/product/change',
        { lineNumber, currentProductCode: from, targetProductCode: to, requestId: randomUUID() },
      )
      return data.changeInfo.kosOrderNumber
    },
    async contractOf(lineNumber) {
      const month = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 7)
      const bill = await call<{ contract: { months: number } | null }>('GET', `/admin/bills/${lineNumber}/${month}`)
      return bill.contract?.months ?? 0
    },
  }
}

import { z } from 'zod'
import { get } from '../../../platform/http/get.js'

const simulatorCustomer = z.object({
  loginId: z.string().min(1),
  /** Null or empty for staff. */
  customerId: z.string().nullish(),
  customerName: z.string(),
  birthDate: z.string().nullish(),
  permissions: z.array(z.enum(['BILL_INQUIRY', 'PRODUCT_CHANGE', 'OPERATOR'])),
  lines: z.array(z.object({ lineNumber: z.string() })),
})

export type SimulatorCustomer = z.output<typeof simulatorCustomer>

const pageSize = 1_000
/** For one page, ms. */
const deadlineMs = 10_000

/** Everyone whom the KOS simulator knows, page by page. A real KOS has no such list. */
export async function* simulatorCustomers(kosUrl: string): AsyncGenerator<SimulatorCustomer[]> {
  for (let offset = 0; ; offset += pageSize) {
    const { status, text } = await get(`${kosUrl}/admin/customers?offset=${offset}&limit=${pageSize}`, {
      timeoutMs: deadlineMs,
    })
    if (status !== 200) throw new Error(`the KOS simulator answered ${status} when asked for its customers`)
    const page = z.array(simulatorCustomer).parse(JSON.parse(text))
    if (page.length > 0) yield page
    if (page.length < pageSize) return
  }
}

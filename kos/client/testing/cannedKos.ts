import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { type AddressInfo } from 'node:net'

/** What arrived, for assertions. */
export interface Received {
  method: string
  path: string
  headers: IncomingMessage['headers']
  body: Record<string, unknown> | null
}

/** A real HTTP server that answers whatever a test tells it to, well formed or not. */
export interface CannedKos {
  url: string
  received: Received[]
  /** Connections that are open now. */
  openConnections(): number
  answer(next: (request: Received, response: ServerResponse) => void): void
  stop(): Promise<void>
}

/** Starts one on a free port; `port` brings one back where another was. */
export async function startCannedKos(port = 0): Promise<CannedKos> {
  const received: Received[] = []
  let next: (request: Received, response: ServerResponse) => void = (_request, response) =>
    sendJson(response, envelope(null, '9999'))
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      const body = text === '' ? null : (JSON.parse(text) as Record<string, unknown>)
      const arrived = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body }
      received.push(arrived)
      next(arrived, response)
    })
  }
  const server = createServer(listener)
  let open = 0
  server.on('connection', (socket) => {
    open += 1
    socket.on('close', () => (open -= 1))
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    openConnections: () => open,
    answer: (answer) => (next = answer),
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export function sendJson(response: ServerResponse, json: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json;charset=UTF-8' }).end(JSON.stringify(json))
}

/** The envelope as the wire writes it; a code other than 0000 makes it a failure. */
export function envelope(data: unknown, resultCode = '0000'): Record<string, unknown> {
  const success = resultCode === '0000'
  return {
    success,
    resultCode,
    resultMessage: success ? '성공' : '실패',
    data: success ? data : null,
    timestamp: '2026-11-22T14:30:00.123456',
    traceId: null,
  }
}

/** A bill without any additive field, as a plain KOS sends it. */
export function plainBillInfo(lineNumber: string, billingMonth: string): Record<string, unknown> {
  return {
    lineNumber,
    billingMonth,
    productCode: 'LTE-PLUS-007',
    productName: '데이터든든 7GB+',
    monthlyFee: 19800,
    usageFee: 3300,
    discountAmount: 1100,
    totalFee: 22000,
    dataUsage: '12.3GB',
    voiceUsage: '250분',
    smsUsage: '50건',
    billStatus: 'CONFIRMED',
    dueDate: '20261225',
  }
}

export const plainCustomerInfo = {
  customerName: '홍길동',
  customerId: 'CUST-0001',
  operatorCode: 'KT',
  lineStatus: 'ACTIVE',
}

/** K1's data around a bill. */
export function billData(
  billInfo: Record<string, unknown>,
  customerInfo: unknown = plainCustomerInfo,
): Record<string, unknown> {
  return { requestId: 'r', procStatus: 'COMPLETED', resultCode: '0000', resultMessage: '성공', billInfo, customerInfo }
}

/** K2's data. */
export function monthsData(lineNumber: string, availableMonths: string[]): Record<string, unknown> {
  return { resultCode: '0000', resultMessage: '성공', lineNumber, availableMonths }
}

/** K4's data with one product, overridden as the test likes. */
export function productsData(...products: Record<string, unknown>[]): Record<string, unknown> {
  return { result_code: '0000', result_message: '성공', product_count: products.length, products }
}

export const plainProduct = {
  product_code: 'LTE-PLUS-007',
  product_name: '데이터든든 7GB+',
  product_type: 'LTE',
  monthly_fee: 19800,
  data_allowance: 7,
  voice_allowance: -1,
  sms_allowance: -1,
  network_type: 'LTE',
  status: 'ACTIVE',
  description: null,
}

/** K5's data. */
export function changeData({
  lineNumber,
  to,
  ...changes
}: { lineNumber: string; to: string } & Record<string, unknown>) {
  return {
    requestId: 'r',
    resultCode: '0000',
    resultMessage: '성공',
    changeInfo: {
      lineNumber,
      previousProductCode: 'LTE-LITE-003',
      previousProductName: '데이터라이트 3GB',
      newProductCode: to,
      newProductName: '데이터든든 7GB+',
      effectiveDate: '20261122',
      changeStatus: 'COMPLETED',
      kosOrderNumber: 'KO2026112200000001',
      estimatedCompletionTime: '2026-11-22T14:30:00',
      ...changes,
    } as Record<string, unknown>,
  }
}

/** K6's data. */
export function transferData({ lineNumber, to }: { lineNumber: string; to: string }) {
  return {
    requestId: 'r',
    resultCode: '0000',
    resultMessage: '성공',
    transferInfo: {
      lineNumber,
      fromProductCode: 'LTE-LITE-003',
      toProductCode: to,
      effectiveDate: '20261122',
      transferStatus: 'COMPLETED',
      kosOrderNumber: 'KO2026112200000002',
      contract: {
        type: '요금할인약정',
        months: 12,
        startDate: '2026-01-01',
        endDate: '2026-12-31',
        monthlyDiscount: 1,
      },
    },
  }
}

/** K7's data. */
export function orderData(requestId: string, status: string) {
  const applied = status === 'APPLIED'
  return {
    requestId,
    kind: status === 'UNKNOWN' ? null : 'PRODUCT_CHANGE',
    status,
    kosOrderNumber: applied ? 'KO2026112200000001' : null,
    appliedAt: applied ? '2026-11-22T14:30:00' : null,
  }
}

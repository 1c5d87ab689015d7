import { type FastifyInstance, type HTTPMethods, type RouteHandlerMethod } from 'fastify'
import { type SettingsStore } from './admin/settingsStore.js'
import { answering, type AnsweringContext, type OperationHandler, type Outcome } from './answering.js'
import { type Database } from './database.js'
import { type Operation } from './faults/faults.js'
import {
  availableMonths,
  billInquiry,
  productInquiry,
  productList,
  type InquiryContext,
} from './inquiries/inquiries.js'
import { type DelayedOrders } from './orders/delayedOrders.js'
import { type OrderRequest } from './orders/judgeOrder.js'
import { effectsOf } from './orders/ledgerStore.js'
import { orderStatus } from './orders/orderStatus.js'
import { placeOrder } from './orders/placeOrder.js'
import { type Population } from './population/population.js'
import { envelope, refuse, traceIdOf, type Answer } from './wire/envelope.js'
import {
  billInquiryRequest,
  contractTransferRequest,
  lineNumberParams,
  orderStatusParams,
  orderStatusQuery,
  productChangeRequest,
  productInquiryRequest,
  read,
} from './wire/requests.js'

export interface KosContext extends AnsweringContext {
  database: Database
  population: Population
  settings: SettingsStore
  delayed: DelayedOrders
  /**
   * Lines that may have effects: the others' inquiries need not ask the database, which is most of what an inquiry
   * costs. No larger than the population; only this process writes effects.
   */
  touched: Set<string>
}

const paths: Record<Operation, { method: 'GET' | 'POST'; url: string }> = {
  K1: { method: 'POST', url: '/api/v1/kos/bill/inquiry' },
  K2: { method: 'GET', url: '/api/v1/kos/bill/available-months/:lineNumber' },
  K3: { method: 'POST', url: '/api/v1/kos/product/inquiry' },
  K4: { method: 'GET', url: '/api/v1/kos/product/list' },
  K5: { method: 'POST', url: '/api/v1/kos/product/change' },
  K6: { method: 'POST', url: '/api/v1/kos/contract/transfer' },
  K7: { method: 'GET', url: '/api/v1/kos/orders/:requestId' },
}
/** Endpoints that a KOS without the wire's part 5 does not have. */
const additivePaths: readonly Operation[] = ['K6', 'K7']
const methods: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

const uncounted = (answer: Answer): Outcome => ({ answer, counted: false })

/** K1 to K7, each behind its fault switches; any other method on their paths is 9005. */
export function addKosRoutes(app: FastifyInstance, context: KosContext): void {
  const handlers = handlersOf(context)
  for (const [name, { method, url }] of Object.entries(paths)) {
    const operation = name as Operation
    const handler: RouteHandlerMethod = answering(operation, context, handlers[operation])
    const noSuchPath = () => additivePaths.includes(operation) && !context.settings.current().additiveFields
    app.route({
      method,
      url,
      config: { operation },
      handler(request, reply) {
        return noSuchPath() ? reply.callNotFound() : handler.call(this, request, reply)
      },
    })
    app.route({
      method: methods.filter((other) => other !== method),
      url,
      handler: (request, reply) =>
        noSuchPath()
          ? reply.callNotFound()
          : reply
              .code(405)
              .header('allow', method)
              .send(envelope(refuse('9005'), context.clock(), traceIdOf(request.headers))),
    })
  }
}

function handlersOf(context: KosContext): Record<Operation, OperationHandler> {
  const { database, population, settings, delayed, touched, switches, clock } = context
  const inquiry = (operation: Operation): InquiryContext => {
    const now = clock()
    return {
      population,
      now,
      additive: settings.current().additiveFields,
      async effectsOf(lineNumber) {
        if (!touched.has(lineNumber)) return []
        await delayed.applyDue()
        return effectsOf(database, lineNumber, clock(), switches.of(operation).readBackDelayMs)
      },
    }
  }
  const order = async (
    request: OrderRequest,
    ...[fate, faults]: [Parameters<OperationHandler>[1], Parameters<OperationHandler>[2]]
  ): Promise<Outcome> => {
    await delayed.applyDue()
    const { honourRequestId } = settings.current()
    // Before the effect is there: an inquiry that asks in vain is better than one that does not ask.
    if (population.find(request.lineNumber)) touched.add(request.lineNumber)
    const { answer, dueAt } = await placeOrder(
      { database, population, now: clock(), honourRequestId, faults, fate },
      request,
    )
    if (dueAt) delayed.expect(dueAt)
    return { answer, counted: true }
  }
  return {
    K1: async ({ body }) => uncounted(await billInquiry(inquiry('K1'), read(billInquiryRequest, body))),
    K2: async ({ params }) =>
      uncounted(await Promise.resolve(availableMonths(inquiry('K2'), read(lineNumberParams, params).lineNumber))),
    K3: async ({ body }) => uncounted(await productInquiry(inquiry('K3'), read(productInquiryRequest, body))),
    K4: () => Promise.resolve(uncounted(productList(inquiry('K4')))),
    async K5({ body }, fate, faults) {
      const { lineNumber, currentProductCode, targetProductCode, requestId } = read(productChangeRequest, body)
      return order(
        { kind: 'PRODUCT_CHANGE', lineNumber, statedFrom: currentProductCode, to: targetProductCode, requestId },
        fate,
        faults,
      )
    },
    async K6({ body }, fate, faults) {
      const { lineNumber, fromProductCode, toProductCode, requestId } = read(contractTransferRequest, body)
      return order(
        { kind: 'CONTRACT_TRANSFER', lineNumber, statedFrom: fromProductCode, to: toProductCode, requestId },
        fate,
        faults,
      )
    },
    async K7({ params, query }) {
      await delayed.applyDue()
      return uncounted(
        await orderStatus(database, read(orderStatusParams, params).requestId, read(orderStatusQuery, query).kind),
      )
    },
  }
}

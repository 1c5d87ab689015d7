import { contractStateOf, monthlyDiscountOf, transferable } from '../billing/contract.js'
import { createTimeline, type LineEffect } from '../billing/timeline.js'
import { findPlan } from '../catalogue.js'
import { type Population } from '../population/population.js'
import { compactDate, dateOf, dateTimeOf } from '../seoulTime.js'
import { type ResultCode } from '../wire/envelope.js'
import { type OrderKind } from './ledgerStore.js'

/** A K5 or K6 as asked for. `statedFrom` is the product that the caller believes the line to be on. */
export interface OrderRequest {
  kind: OrderKind
  lineNumber: string
  statedFrom: string
  to: string
  requestId: string
}

/** Refused with a code, or to be applied; `info` writes what the answer says of it. */
export type Verdict =
  | { refused: Exclude<ResultCode, '0000'> }
  | {
      refused: null
      from: string
      info(order: { orderNumber: string; status: 'COMPLETED' | 'PROCESSING'; doneAt: Date }): Record<string, unknown>
    }

/** KOS's own checks, before anything is applied. `effects` are all of the line's, seen or not. */
export function judgeOrder(
  population: Population,
  request: OrderRequest,
  effects: readonly LineEffect[],
  now: Date,
): Verdict {
  return request.kind === 'PRODUCT_CHANGE'
    ? judgeChange(population, request, effects)
    : judgeTransfer(population, request, effects, now)
}

function judgeChange(population: Population, request: OrderRequest, effects: readonly LineEffect[]): Verdict {
  const found = population.find(request.lineNumber)
  if (!found) return { refused: '2001' }
  const { customer, line } = found
  if (line.status !== 'ACTIVE') return { refused: '2002' }
  const target = findPlan(request.to)
  // KOS does not compare the stated product with the line's own, but it has to exist.
  if (!target || !findPlan(request.statedFrom)) return { refused: '2003' }
  if (target.status === 'DISCONTINUED') return { refused: '2004' }
  if (target.operatorCode !== customer.operatorCode) return { refused: '2005' }
  if (!line.provisioned) return { refused: '2099' }
  const from = createTimeline(line, effects).current.planCode
  return {
    refused: null,
    from,
    info: ({ orderNumber, status, doneAt }) => ({
      changeInfo: {
        lineNumber: request.lineNumber,
        previousProductCode: from,
        previousProductName: findPlan(from)?.name ?? from,
        newProductCode: target.code,
        newProductName: target.name,
        effectiveDate: compactDate(dateOf(doneAt)),
        changeStatus: status,
        kosOrderNumber: orderNumber,
        estimatedCompletionTime: dateTimeOf(doneAt),
      },
    }),
  }
}

function judgeTransfer(
  population: Population,
  request: OrderRequest,
  effects: readonly LineEffect[],
  now: Date,
): Verdict {
  const line = population.find(request.lineNumber)?.line
  if (!line || line.status !== 'ACTIVE') return { refused: '4001' }
  const contract = contractStateOf(line, createTimeline(line, effects))
  if (!contract || !transferable(contract, dateOf(now))) return { refused: '4001' }
  const target = findPlan(request.to)
  if (!target?.contractTermsMonths.includes(contract.months)) return { refused: '4002' }
  return {
    refused: null,
    from: request.statedFrom,
    info: ({ orderNumber, status, doneAt }) => ({
      transferInfo: {
        lineNumber: request.lineNumber,
        fromProductCode: request.statedFrom,
        toProductCode: target.code,
        effectiveDate: compactDate(dateOf(doneAt)),
        transferStatus: status,
        kosOrderNumber: orderNumber,
        contract: {
          type: '요금할인약정',
          months: contract.months,
          startDate: contract.startDate,
          endDate: contract.endDate,
          monthlyDiscount: monthlyDiscountOf(target.code),
        },
      },
    }),
  }
}

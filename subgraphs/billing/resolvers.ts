import { type Complete } from '../../platform/graphql/complete.js'
import { requirePermission } from '../../platform/identity/identity.js'
import { oldestOf } from '../../kos/client/freshness.js'
import { secondsLeftInMonth, toYearMonth, yearMonthOf } from '../../platform/time/yearMonth.js'
import { compareBills } from './billComparison/compareBills.js'
import { billIdOf, readBillId } from './billInquiry/billId.js'
import { billLinesOf } from './billInquiry/billLines.js'
import { billResult } from './billInquiry/billResult.js'
import { paymentView } from './billInquiry/paymentView.js'
import { usageSummaries } from './billInquiry/usageSummary.js'
import { billMonthsOf } from './billMenu/billMonths.js'
import { mostBills, newestBills } from './billMenu/newestBills.js'
import { type Context } from './context.js'
import { type Resolvers } from './generated/resolverTypes.js'
import { readCursor } from './inquiryHistory/cursor.js'
import { inquiryConnection } from './inquiryHistory/inquiryConnection.js'
import { readInquiryFilter } from './inquiryHistory/searchInquiries.js'
import { kosHealthQueries, kosHealthSubscriptions } from './kosHealth/kosHealthResolvers.js'
import { requireLine } from './ownLine.js'
import { requireFirst } from './pageSize.js'

const mostInquiries = 50

/** GraphQL in, a call of the domain, GraphQL out: no rules here. */
export const resolvers: Complete<Resolvers<Context>, 'Line' | 'Bill'> = {
  Query: {
    ...kosHealthQueries,
    billInquiries: async (_, args, { lineIds, history, ...context }) => {
      requirePermission(context, 'OPERATOR')
      const first = requireFirst(args.first ?? 20, mostInquiries)
      const after = readCursor(args.after)
      const page = await history.ofAll(readInquiryFilter(args.filter, lineIds), first, after)
      return inquiryConnection(page, {
        after,
        position: (record) => record.inquiry,
        node: (record) => ({
          ...record,
          line: { __typename: 'Line', id: record.lineId },
          customer: { __typename: 'Customer', id: record.customerId },
          processing: record.processing.map(({ requestId, ...call }) => ({ ...call, kosRequestId: requestId })),
        }),
      })
    },
  },

  Subscription: kosHealthSubscriptions,

  Line: {
    __resolveReference: ({ id }) => ({ __typename: 'Line', id }),
    currentMonth: ({ id }, _, context) => {
      requireLine(context, id)
      context.keepAtMost(secondsLeftInMonth(context.now))
      return yearMonthOf(context.now)
    },
    billMonths: async ({ id }, _, context) =>
      (await billMonthsOf(context.kos, requireLine(context, id).lineNumber)).months,
    billMonthsFreshness: async ({ id }, _, context) =>
      (await billMonthsOf(context.kos, requireLine(context, id).lineNumber)).freshness,
    bill: async ({ id }, { month }, context) => {
      const line = requireLine(context, id)
      context.keepAtMost(secondsLeftInMonth(context.now))
      const current = yearMonthOf(context.now)
      return billResult(await context.bills.ask(line, month ? toYearMonth(month) : current), current)
    },
    bills: async ({ id }, args, context) => {
      const line = requireLine(context, id)
      return newestBills(context, line, requireFirst(args.first ?? 6, mostBills))
    },
    billInquiries: async ({ id }, args, context) => {
      const line = requireLine(context, id)
      const first = requireFirst(args.first ?? 20, mostInquiries)
      const after = readCursor(args.after)
      const page = await context.history.ofCustomer(line, first, after)
      return inquiryConnection(page, { after, position: (inquiry) => inquiry, node: (inquiry) => inquiry })
    },
  },

  Bill: {
    __resolveReference: async ({ id }, context) => {
      const { lineId, month } = readBillId(id)
      const answer = await context.bills.ask(requireLine(context, lineId), month)
      if (answer.kind === 'unavailable') throw answer.because
      return answer.kind === 'shown' ? answer.shown : null
    },
    id: ({ line, bill }) => billIdOf(line.lineId, bill.month),
    month: ({ bill }) => bill.month,
    line: ({ line }) => ({ __typename: 'Line', id: line.lineId }),
    product: ({ bill }) => ({ __typename: 'Product', code: bill.productCode }),
    lines: ({ bill }) => billLinesOf(bill),
    total: ({ bill }) => bill.totalFee,
    vat: ({ bill }) => bill.vat,
    unpaid: ({ bill }) => bill.unpaidAmount,
    usage: async (shown, _, { bills }) => {
      const known = await bills.planOf(shown)
      return known ? usageSummaries(shown.bill, known.plan, oldestOf(shown.freshness, known.freshness)) : []
    },
    contract: ({ bill }) => bill.contract,
    terminationFee: ({ bill }) => bill.terminationFee,
    deviceInstalment: ({ bill }) => bill.deviceInstalment,
    payment: ({ bill }) => paymentView(bill.payment),
    state: ({ bill }) => bill.state,
    dueDate: ({ bill }) => bill.dueDate,
    comparison: async (shown, _, { bills }) => {
      const before = await bills.billBefore(shown)
      if (!before) return null
      const freshness = oldestOf(shown.freshness, before.freshness)
      return { ...compareBills(shown.bill, before.bill), freshness }
    },
    freshness: ({ freshness }) => freshness,
  },
}

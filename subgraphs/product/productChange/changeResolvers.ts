import { DomainError } from '../../../platform/errors/domainError.js'
import { type Complete } from '../../../platform/graphql/complete.js'
import { requireLine } from '../../../platform/identity/requireLine.js'
import { commandProductChange } from '../../../saga/productChange/commands/commandProductChange.js'
import { requestProductChange } from '../../../saga/productChange/commands/requestProductChange.js'
import { type ChangeCommand } from '../../../saga/productChange/domain/commands.js'
import { sentenceOf } from '../../../saga/productChange/domain/sentences.js'
import { requireProductCode } from '../catalogue/productCode.js'
import { productView } from '../catalogue/productView.js'
import { type Context } from '../context.js'
import {
  type LineResolvers,
  type ProductChangeEventResolvers,
  type ProductChangeResolvers,
  type QueryResolvers,
  type RequestProductChangeInput,
  type Resolvers,
} from '../generated/resolverTypes.js'
import { changeConnection, readChangePage } from './changeConnection.js'
import { changedPlan } from './changedPlan.js'
import { cancelPayload, operatePayload } from './commandPayload.js'
import { eventDetail } from './eventDetail.js'
import { type ChangeStep } from './liveChange.js'
import { requireOrderNumber, requireText } from './operatorInput.js'
import { operatorQueries } from './operatorQueries.js'
import {
  isOperator,
  readableChange,
  requireAnyChange,
  requireOwnChange,
  requireReadableChange,
} from './reachableChange.js'
import { requestPayload } from './requestPayload.js'

type Root = Complete<Resolvers<Context>>

/** The questions about product changes. */
export const changeQueries: Required<Pick<QueryResolvers<Context>, 'productChange'>> & typeof operatorQueries = {
  productChange: (_, { id }, context) => readableChange(context, id),
  ...operatorQueries,
}

/** What a customer and an operator may do to a change. */
export const changeMutations: Root['Mutation'] = {
  requestProductChange: async (_, { input }, context) => requestPayload(await request(context, input)),
  cancelProductChange: async (_, { input }, context) => {
    const change = await requireOwnChange(context, input.id)
    return cancelPayload(await command(context, change.id, { command: 'cancel', by: by(context) }))
  },
  retryProductChange: (_, { input }, context) =>
    operate(context, input.id, () => ({ command: 'retry', by: by(context), why: why(context, input.reason) })),
  markProductChangeApplied: (_, { input }, context) =>
    operate(context, input.id, () => ({
      command: 'markApplied',
      by: by(context),
      why: why(context, input.reason),
      kosOrderNumber: requireOrderNumber(input.kosOrderNumber),
    })),
  compensateProductChange: (_, { input }, context) =>
    operate(context, input.id, () => ({ command: 'compensate', by: by(context), why: why(context, input.reason) })),
  addProductChangeNote: (_, { input }, context) =>
    operate(context, input.id, () => ({
      command: 'note',
      by: by(context),
      note: context.cipher.encrypt(requireText('note', input.note)),
    })),
}

export const changeSubscriptions: Root['Subscription'] = {
  productChangeProgress: {
    async subscribe(_, { id, afterVersion }, context) {
      const change = await requireReadableChange(context, id)
      return context.follower.follow(change.id, requireVersion(afterVersion ?? 0))
    },
    resolve: (step: ChangeStep) => step,
  },
}

export const changeFields: Required<
  Pick<ProductChangeResolvers<Context>, '__resolveReference' | 'line' | 'from' | 'to' | 'history' | 'traceId'>
> = {
  __resolveReference: ({ id }, context) => readableChange(context, id),
  line: ({ lineId }, _, { lineIds }) => ({ __typename: 'Line', id: lineIds.seal(lineIds.open(lineId)) }),
  from: async (change, _, context) => productView(await changedPlan('from', change, context), null),
  to: async (change, _, context) => productView(await changedPlan('to', change, context), null),
  history: async ({ id, version }, _, context) =>
    (await context.history(id)).filter((event) => event.version <= version),
  traceId: async ({ id }, _, context) => {
    if (!isOperator(context)) return null
    const [first] = await context.history(id)
    return first?.type === 'Requested' ? first.data.traceId : null
  },
}

export const eventFields: Required<Pick<ProductChangeEventResolvers<Context>, 'message' | 'detail'>> = {
  message: (event) => sentenceOf(event),
  detail: (event, _, context) => (isOperator(context) ? eventDetail(event, context.cipher) : null),
}

/** What a line shows of its changes. */
export const lineChangeFields: Required<Pick<LineResolvers<Context>, 'activeChange' | 'changes'>> = {
  activeChange: ({ id }, _, context) => context.changes.activeOf(lineKeyOf(context, id)),
  changes: async ({ id }, args, context) => {
    const lineKey = lineKeyOf(context, id)
    const page = readChangePage(args)
    return changeConnection(await context.changes.ofLine(lineKey, page), page, (change) => change.requestedAt)
  },
}

function request(context: Context, input: RequestProductChangeInput) {
  const { identity, lineNumber } = requireLine(context, input.lineId, 'PRODUCT_CHANGE')
  return requestProductChange(
    {
      lineNumber,
      lineId: context.lineIds.seal(lineNumber),
      lineKey: context.cipher.blindIndex(lineNumber),
      customerKey: context.cipher.blindIndex(identity.customerId),
      targetCode: requireProductCode(input.productCode),
      timing: input.timing ?? 'IMMEDIATE',
      idempotencyKey: input.idempotencyKey,
      acceptedQuoteId: input.acceptedQuoteId ?? null,
      eligibility: identity.eligibility,
      traceId: context.trace.traceId,
      traceparent: context.trace.traceparent,
      now: context.now,
    },
    { ...context, kos: context.kosForDecisions },
  )
}

const command = (context: Context, changeId: string, what: ChangeCommand) =>
  commandProductChange(changeId, what, context)

/** Permission and existence first: what is wrong with the rest of the input is told to operators alone. */
async function operate(context: Context, id: string, what: () => ChangeCommand) {
  const change = await requireAnyChange(context, id, 'OPERATOR')
  return operatePayload(await command(context, change.id, what()))
}

const by = ({ identity, cipher }: Context): string => cipher.encrypt(identity?.customerId ?? '')
const why = ({ cipher }: Context, reason: string): string => cipher.encrypt(requireText('reason', reason))

const lineKeyOf = (context: Context, lineId: string): string =>
  context.cipher.blindIndex(requireLine(context, lineId, 'BILL_INQUIRY', 'PRODUCT_CHANGE').lineNumber)

function requireVersion(version: number): number {
  if (version >= 0) return version
  throw new DomainError('BAD_USER_INPUT', 'afterVersion은 0 이상이어야 합니다.', {
    details: { argument: 'afterVersion' },
  })
}

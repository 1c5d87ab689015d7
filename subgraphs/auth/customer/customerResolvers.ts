import { DomainError } from '../../../platform/errors/domainError.js'
import { type Identity, requireIdentity, requireOwnLine } from '../../../platform/identity/identity.js'
import { type Context } from '../context.js'
import { type Resolvers } from '../generated/resolverTypes.js'
import { type CustomerAnswer, customerAnswer, type LineAnswer, lineAnswer } from './customerAnswer.js'
import { type Customer } from './customerStore.js'

/**
 * Who is signed in, and what is theirs (UFR-AUTH-020). As references to entities, which come from the operators' own
 * queries, an operator is given everybody's, masked all the same.
 */
export const customerResolvers = {
  Query: {
    viewer: (_, __, context) => {
      if (context.invalidToken) throw context.invalidToken
      return context.identity && ownCustomer(context, context.identity)
    },
    line: (_, { id }, context) => ownLine(context, id),
  },
  Customer: {
    // Asynchronous, so that a refusal is the answer to one reference and not to the whole list of them.
    __resolveReference: async ({ id }, context) => {
      const identity = requireIdentity(context)
      if (id === identity.customerId) return ownCustomer(context, identity)
      const customer = isOperator(identity) ? await context.customers.find(id) : null
      if (customer === null) throw customerNotFound()
      return maskedCustomer(context, customer)
    },
  },
  Line: {
    __resolveReference: async ({ id }, context) => Promise.resolve(shownLine(context, id)),
    owner: (line, _, context) => line.owner ?? ownerOf(context, line.id),
  },
} satisfies Resolvers<Context>

const isOperator = ({ permissions }: Identity): boolean => permissions.includes('OPERATOR')

async function ownCustomer({ auth }: Context, identity: Identity): Promise<CustomerAnswer> {
  const name = await auth.customers.name(identity.customerId)
  if (name === null) throw customerNotFound()
  return customerAnswer(auth.lineIds, { ...identity, name })
}

function maskedCustomer({ auth }: Context, { id, name, permissions, lineNumbers }: Customer): CustomerAnswer {
  const lineIds = lineNumbers.map((number) => auth.lineIds.seal(number))
  return customerAnswer(auth.lineIds, { customerId: id, name, permissions, lineIds })
}

/** @throws DomainError BAD_USER_INPUT for what is no line id; NOT_FOUND for another's, as for one that does not exist. */
function ownLine(context: Context, id: string): LineAnswer {
  requireIdentity(context)
  context.auth.lineIds.open(id)
  requireOwnLine(context, id)
  return lineAnswer(context.auth.lineIds, id)
}

/** The same, and any line that we have sealed for an operator. */
function shownLine(context: Context, id: string): LineAnswer {
  return isOperator(requireIdentity(context)) ? lineAnswer(context.auth.lineIds, id) : ownLine(context, id)
}

async function ownerOf(context: Context, lineId: string): Promise<CustomerAnswer | null> {
  const identity = requireIdentity(context)
  if (identity.lineIds.includes(lineId)) return ownCustomer(context, identity)
  const owner = await context.customers.ownerOf(context.auth.lineIds.open(lineId))
  return owner && maskedCustomer(context, owner)
}

function customerNotFound(): DomainError {
  return new DomainError('NOT_FOUND', '고객을 찾을 수 없습니다.')
}

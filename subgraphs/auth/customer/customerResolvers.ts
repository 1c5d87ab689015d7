import { DomainError } from '../../../platform/errors/domainError.js'
import { type Identity, requireIdentity, requireOwnLine } from '../../../platform/identity/identity.js'
import { type Context } from '../context.js'
import { type Customer, type Line, type Resolvers } from '../generated/resolverTypes.js'
import { customerAnswer, lineAnswer } from './customerAnswer.js'

/** Who is signed in, and what is theirs (UFR-AUTH-020). */
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
      if (id !== identity.customerId) throw customerNotFound()
      return ownCustomer(context, identity)
    },
  },
  Line: {
    __resolveReference: async ({ id }, context) => Promise.resolve(ownLine(context, id)),
  },
} satisfies Resolvers<Context>

async function ownCustomer({ auth }: Context, identity: Identity): Promise<Customer> {
  const name = await auth.customers.name(identity.customerId)
  if (name === null) throw customerNotFound()
  return customerAnswer(auth.lineIds, { ...identity, name })
}

/** @throws DomainError BAD_USER_INPUT for what is no line id; NOT_FOUND for another's, as for one that does not exist. */
function ownLine(context: Context, id: string): Line {
  requireIdentity(context)
  context.auth.lineIds.open(id)
  requireOwnLine(context, id)
  return lineAnswer(context.auth.lineIds, id)
}

function customerNotFound(): DomainError {
  return new DomainError('NOT_FOUND', '고객을 찾을 수 없습니다.')
}

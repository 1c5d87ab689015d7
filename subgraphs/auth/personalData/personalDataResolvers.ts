import { DomainError } from '../../../platform/errors/domainError.js'
import { requirePermission } from '../../../platform/identity/identity.js'
import { type Context } from '../context.js'
import { lineAnswer } from '../customer/customerAnswer.js'
import { type Resolvers, type RevealPersonalDataInput } from '../generated/resolverTypes.js'
import { type Reveal, revealPersonalData } from './revealPersonalData.js'

/** Personal data in the clear, for an operator who says why. */
export const personalDataResolvers = {
  Mutation: {
    revealPersonalData: async (_, { input }, context) => {
      const { customerId: actorId } = requirePermission(context, 'OPERATOR')
      context.keepAtMost(0)
      const { auth, customers, clientAddress: address, trace, now, log } = context
      const outcome = await revealPersonalData(
        { actorId, whose: whoseData(input, context), reason: input.reason, address, traceId: trace.traceId, now },
        { accessLog: auth.accessLog, customers, cipher: auth.cipher, log },
      )
      switch (outcome.kind) {
        case 'shown': {
          const lines = outcome.lineNumbers.map((number) => ({
            line: lineAnswer(auth.lineIds, auth.lineIds.seal(number)),
            number: written(number),
          }))
          const number = 'lineId' in input && input.lineId != null ? (lines[0]?.number ?? null) : null
          const { customer, accessNumber } = outcome
          return { name: customer.name, customerId: customer.id, number, lines, accessNumber, userErrors: [] }
        }
        case 'badReason':
          return refused(
            'ReasonNotAccepted',
            'REASON_NOT_ACCEPTED',
            '열람 사유를 5자 이상 500자 이하로 입력해주세요.',
            ['input', 'reason'],
          )
        case 'nobody':
          return refused('PersonNotFound', 'PERSON_NOT_FOUND', '해당하는 고객이 없습니다.', ['input'])
        case 'tooMany': {
          const { retryAfterSeconds } = outcome
          const message = '한 시간에 열람할 수 있는 횟수를 넘었습니다. 잠시 후 다시 시도해주세요.'
          return refused('TooManyReveals', 'TOO_MANY_REVEALS', message, null, { retryAfterSeconds })
        }
        default:
          return outcome satisfies never
      }
    },
  },
} satisfies Resolvers<Context>

/** @throws DomainError BAD_USER_INPUT unless exactly one is named; NOT_FOUND for a line id that we never sealed */
function whoseData({ lineId, customerId }: RevealPersonalDataInput, { auth }: Context): Reveal['whose'] {
  if (lineId != null && customerId == null) {
    const lineNumber = auth.lineIds.open(lineId)
    return { lineNumber, lineIndex: auth.lineNumberIndex(lineNumber) }
  }
  if (customerId != null && lineId == null) return { customerId }
  throw new DomainError('BAD_USER_INPUT', 'lineId와 customerId 중 하나만 지정해주세요.', {
    details: { argument: 'input' },
  })
}

/** 01012345678 → 010-1234-5678. */
const written = (number: string): string => number.replace(/^(010)(\d{4})(\d{4})$/, '$1-$2-$3')

function refused<Type extends string, Code extends string, More extends object>(
  __typename: Type,
  code: Code,
  message: string,
  path: string[] | null,
  more?: More,
) {
  const error = { __typename, code, message, path, ...(more as More) }
  return { name: null, customerId: null, number: null, lines: [], accessNumber: null, userErrors: [error] }
}

import { type Context } from '../context.js'
import { type Resolvers } from '../generated/resolverTypes.js'
import { signedInAnswer } from '../session/signedInAnswer.js'
import { deviceHashOf, rememberBrowser } from './deviceCookie.js'
import { signIn } from './signIn.js'

/** Signing in (UFR-AUTH-010). */
export const signInResolvers = {
  Mutation: {
    signIn: async (_, { input }, context) => {
      const { auth, trace, now } = context
      const client = input.client ?? 'BROWSER'
      const { userId, password } = input
      const keepSignedIn = input.keepSignedIn ?? false
      const outcome = await signIn(auth, {
        userId,
        password,
        keepSignedIn,
        client,
        deviceHash: deviceHashOf(context),
        traceId: trace.traceId,
        now,
      })
      switch (outcome.kind) {
        case 'invalid':
          return { __typename: 'InvalidCredentials', message: 'ID 또는 비밀번호를 확인해주세요' }
        case 'locked':
          return { __typename: 'AccountLocked', message: lockedMessage(outcome.until), lockedUntil: outcome.until }
        case 'signedIn':
          if (client === 'BROWSER') await rememberBrowser(auth.store, context, outcome.opened.session.customerId)
          return signedInAnswer(context, outcome.opened)
        default:
          return outcome satisfies never
      }
    },
  },
} satisfies Resolvers<Context>

const hourAndMinute = new Intl.DateTimeFormat('ko-KR', {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZone: 'Asia/Seoul',
})

function lockedMessage(until: Date): string {
  return `로그인에 5회 연속 실패하여 계정이 잠겼습니다. ${hourAndMinute.format(until)} 이후에 다시 시도해주세요.`
}

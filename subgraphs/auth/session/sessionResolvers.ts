import { DomainError } from '../../../platform/errors/domainError.js'
import { type Context } from '../context.js'
import { type Resolvers } from '../generated/resolverTypes.js'
import { isOpaqueToken } from './refreshToken.js'
import { refreshSession } from './refreshSession.js'
import { clearSessionCookies, refreshCookie } from './sessionCookies.js'
import { signedInAnswer } from './signedInAnswer.js'
import { signOut } from './signOut.js'

/** Continuing a session, and ending it. */
export const sessionResolvers = {
  Mutation: {
    refreshSession: async (_, { input }, context) => {
      const { auth, now, log } = context
      if (input && !isOpaqueToken(input.refreshToken)) throw malformedRefreshToken()
      const client = input ? 'API' : 'BROWSER'
      const refreshToken = input?.refreshToken ?? context.cookies[refreshCookie] ?? ''
      const opened = await refreshSession(auth, { refreshToken, client, now, log })
      if (opened) return signedInAnswer(context, opened)
      if (client === 'BROWSER') clearSessionCookies(context)
      return { __typename: 'SessionEnded', message: '로그인이 만료되었습니다. 다시 로그인해주세요.' }
    },

    signOut: async (_, { everywhere }, context) => {
      const { auth, identity, invalidToken, cookies, now } = context
      const refreshToken = cookies[refreshCookie]
      clearSessionCookies(context)
      // A program whose access token no longer says whose session to end must know that it did not end.
      const reason = invalidToken?.details['reason']
      if (invalidToken && refreshToken === undefined && reason !== 'SESSION_ENDED') throw invalidToken
      return {
        signedOutSessions: await signOut(auth.sessions, {
          identity,
          refreshToken,
          everywhere: everywhere ?? false,
          now,
        }),
      }
    },
  },
} satisfies Resolvers<Context>

function malformedRefreshToken(): DomainError {
  return new DomainError('BAD_USER_INPUT', 'refreshToken의 형식이 올바르지 않습니다.', {
    details: { argument: 'refreshToken' },
  })
}

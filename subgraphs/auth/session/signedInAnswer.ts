import { type Context } from '../context.js'
import { type CustomerAnswer, customerAnswer } from '../customer/customerAnswer.js'
import { type SignedIn } from '../generated/resolverTypes.js'
import { type OpenSession } from './openSession.js'
import { setSessionCookies } from './sessionCookies.js'

type SignedInAnswer = Omit<SignedIn, 'customer'> & { __typename: 'SignedIn'; customer: CustomerAnswer }

/**
 * Hands the tokens over: as cookies to a browser, in the answer to a program. The gateway is told of the access token
 * either way: what else the operation asks for is asked in this session.
 */
export function signedInAnswer(context: Context, opened: OpenSession): SignedInAnswer {
  const { session, customer, claims, accessToken, refreshToken, expiresAt } = opened
  context.tellIssuedToken(accessToken)
  const browser = session.client === 'BROWSER'
  if (browser) setSessionCookies(context, { accessToken, refreshToken }, session.keepSignedIn)
  return {
    __typename: 'SignedIn',
    customer: customerAnswer(context.auth.lineIds, { ...claims, name: customer.name }),
    expiresAt,
    tokens: browser ? null : { accessToken, refreshToken },
  }
}

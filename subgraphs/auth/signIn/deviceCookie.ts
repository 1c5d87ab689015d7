import { type SubgraphContext } from '../../../platform/graphql/subgraphContext.js'
import { isOpaqueToken, newOpaqueToken, opaqueTokenHash } from '../session/refreshToken.js'
import { type SignInStore } from './signInStore.js'

/** Marks a browser that has signed in before. It opens nothing: it only lets the customer try while others are locked out. */
export const deviceCookie = '__Host-yogeum-device'

const yearSeconds = 365 * 24 * 60 * 60

type Request = Pick<SubgraphContext, 'cookies' | 'setCookie' | 'now'>

/** The hash of the secret that the browser sent; null when it sent none that could be ours. */
export function deviceHashOf({ cookies }: Pick<Request, 'cookies'>): string | null {
  const secret = cookies[deviceCookie]
  return secret !== undefined && isOpaqueToken(secret) ? opaqueTokenHash(secret) : null
}

/**
 * Remembers the browser for this customer, and for a year. A secret that we do not know is replaced, so that nobody can
 * plant one of their own choosing.
 */
export async function rememberBrowser(store: SignInStore, request: Request, customerId: string): Promise<void> {
  const sent = request.cookies[deviceCookie]
  const hash = deviceHashOf(request)
  const secret = sent !== undefined && hash !== null && (await store.isKnownDevice(hash)) ? sent : newOpaqueToken()
  await store.rememberDevice({ customerId, deviceHash: opaqueTokenHash(secret), now: request.now })
  request.setCookie(deviceCookie, secret, { maxAge: yearSeconds })
}

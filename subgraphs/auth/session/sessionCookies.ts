import { type SubgraphContext } from '../../../platform/graphql/subgraphContext.js'
import { accessTokenMs, sessionLifetime } from './sessionLifetime.js'

/** `__Host-`: set by this host alone, over its root path, and never by a neighbour's subdomain. */
export const accessCookie = '__Host-yogeum-access'
export const refreshCookie = '__Host-yogeum-refresh'

type Cookies = Pick<SubgraphContext, 'setCookie'>

/** Hands a browser its tokens. Without "keep me signed in" they go when the browser closes. */
export function setSessionCookies(
  to: Cookies,
  tokens: { accessToken: string; refreshToken: string },
  keepSignedIn: boolean,
): void {
  const seconds = (ms: number) => (keepSignedIn ? { maxAge: ms / 1000 } : {})
  to.setCookie(accessCookie, tokens.accessToken, seconds(accessTokenMs))
  to.setCookie(refreshCookie, tokens.refreshToken, seconds(sessionLifetime(keepSignedIn).idleMs))
}

/** Takes a browser's tokens away. */
export function clearSessionCookies(to: Cookies): void {
  to.setCookie(accessCookie, '', { maxAge: 0 })
  to.setCookie(refreshCookie, '', { maxAge: 0 })
}

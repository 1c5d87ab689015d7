import { type GatewayContext } from '../request/gatewayContext.js'

/**
 * The headers of a fetch. What may identify the browser (cookies, address) is for auth alone.
 *
 * @param traceparent names the fetch itself
 */
export function subgraphHeaders(
  subgraph: string,
  {
    session,
    requestId,
    cookieHeader,
    clientAddress,
  }: Pick<GatewayContext, 'session' | 'requestId' | 'cookieHeader' | 'clientAddress'>,
  traceparent: string,
): Record<string, string> {
  const token = tokenFor(subgraph, session)
  return {
    'content-type': 'application/json',
    accept: 'application/json',
    traceparent,
    'x-request-id': requestId,
    ...(token !== null && { authorization: `Bearer ${token}` }),
    ...(subgraph === 'auth' && {
      'x-client-address': clientAddress,
      ...(cookieHeader !== null && { cookie: cookieHeader }),
    }),
  }
}

/** Each subgraph verifies again. A token that was refused here still tells auth which session is to be renewed or ended. */
function tokenFor(subgraph: string, session: GatewayContext['session']): string | null {
  switch (session.kind) {
    case 'anonymous':
      return null
    case 'identified':
      // An open gateway knows callers without a token.
      return session.identity.token || null
    case 'refused':
      return subgraph === 'auth' ? session.token : null
  }
}

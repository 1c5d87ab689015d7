import { type GatewayContext } from '../request/gatewayContext.js'

/** The headers of a fetch. What may identify the browser (cookies, address) is for auth alone. */
export function subgraphHeaders(
  subgraph: string,
  {
    session,
    trace,
    requestId,
    cookieHeader,
    clientAddress,
  }: Pick<GatewayContext, 'session' | 'trace' | 'requestId' | 'cookieHeader' | 'clientAddress'>,
): Record<string, string> {
  const token = tokenFor(subgraph, session)
  return {
    'content-type': 'application/json',
    accept: 'application/json',
    traceparent: trace.child().traceparent,
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

import { type GatewayConfig } from '../config.js'
import { readOwnCookies } from '../session/cookies.js'

/** Who sends a document: a browser that carries a cookie of ours, or anybody else. */
export type DocumentSender = 'browser' | 'api-client'

/** Any cookie of ours makes a browser of it: each of them can begin or continue a session, and a header beside it changes nothing. */
export function senderOf(cookieHeader: string | undefined): DocumentSender {
  return readOwnCookies(cookieHeader).length > 0 ? 'browser' : 'api-client'
}

/** What a sender may ask for. */
export interface SenderRights {
  /** Documents that nobody has registered. */
  adHoc: boolean
  /** The schema, and the names that a refusal suggests. */
  schema: boolean
}

/** A session of a browser is what a foreign script could act in, so in production it may do only what its pages do. */
export function documentPolicy({
  NODE_ENV,
  ADHOC_OPERATIONS,
  GATEWAY_INTROSPECTION,
}: Pick<GatewayConfig, 'NODE_ENV' | 'ADHOC_OPERATIONS' | 'GATEWAY_INTROSPECTION'>): Record<
  DocumentSender,
  SenderRights
> {
  const inProduction = NODE_ENV === 'production'
  const adHoc = ADHOC_OPERATIONS ?? (inProduction ? 'api-clients' : 'all')
  const schema = GATEWAY_INTROSPECTION === undefined ? !inProduction : GATEWAY_INTROSPECTION === 'true'
  return {
    browser: { adHoc: adHoc === 'all', schema: schema && !inProduction },
    'api-client': { adHoc: adHoc !== 'none', schema },
  }
}

import { z } from 'zod'
import { type RunningRole } from '../../platform/http/runningRole.js'
import { gatewayConfigSchema } from '../config.js'
import { openIdentity, openSessions } from '../session/readSessionOf.js'
import { startGatewayOnCores } from '../workers/startGatewayOnCores.js'

/** What an open gateway is told by its environment: the supergraph, and what any gateway may be told of its speed and size. */
export const openGatewayConfigSchema = gatewayConfigSchema
  .omit({
    ...{ AUTH_URL: true, BILLING_URL: true, PRODUCT_URL: true, TOKEN_ISSUER: true, TOKEN_AUDIENCE: true },
    ...{ REDIS_URL: true, RATE_LIMIT_CUSTOMER: true, RATE_LIMIT_CLIENT: true, RATE_LIMIT_ADDRESS: true },
    ...{ RATE_LIMIT_SIGN_IN: true, RESPONSE_CACHE: true },
  })
  .extend({
    GATEWAY_OPEN: z.literal('true'),
    SUPERGRAPH_FILE: z.string().min(1),
    PORT: gatewayConfigSchema.shape.PORT.default(4000),
  })

export type OpenGatewayConfig = z.output<typeof openGatewayConfigSchema>

/** No subgraph of ours is asked for anything. */
const nowhere = 'http://127.0.0.1:1'

/**
 * The gateway without what makes it ours: any Federation 2 supergraph, its subgraphs at the addresses that it gives, no
 * sessions and no limits, so that it can be measured and audited with other people's subgraphs. A bearer token goes on to
 * every subgraph, unread.
 */
export function startOpenGateway(config: OpenGatewayConfig): Promise<RunningRole> {
  return startGatewayOnCores(
    {
      ...config,
      // Those of our pages would not be valid here.
      TRUSTED_DOCUMENTS_FILE: config.TRUSTED_DOCUMENTS_FILE ?? ['none'],
      ADHOC_OPERATIONS: config.ADHOC_OPERATIONS ?? 'all',
      ...{ AUTH_URL: nowhere, BILLING_URL: nowhere, PRODUCT_URL: nowhere, TOKEN_ISSUER: '', TOKEN_AUDIENCE: '' },
      ...{ RATE_LIMIT_CUSTOMER: null, RATE_LIMIT_CLIENT: null, RATE_LIMIT_ADDRESS: null, RATE_LIMIT_SIGN_IN: null },
      // Nobody tells of changes in other people's data.
      RESPONSE_CACHE: 'off',
    },
    {
      openSessions,
      verifier: {
        known: openIdentity,
        verify: (token) => Promise.resolve(openIdentity(token)),
        start: () => Promise.resolve(),
        poll: () => Promise.resolve(),
        stop: () => Promise.resolve(),
        onSessionEnded: () => () => undefined,
      },
    },
  )
}

import type * as Apollo from '@apollo/gateway'

/**
 * Loads @apollo/gateway with its telemetry off. The variable has to be set before the module is there, which a static
 * import cannot promise.
 */
export async function loadApolloGateway(): Promise<typeof Apollo> {
  process.env['APOLLO_TELEMETRY_DISABLED'] = '1'
  return import('@apollo/gateway')
}

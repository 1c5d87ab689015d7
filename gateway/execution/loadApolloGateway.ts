/**
 * Loads @apollo/gateway with its telemetry off. The variable has to be set before the module is there, which a static
 * import cannot promise once the program is bundled.
 */
export async function loadApolloGateway(): Promise<typeof import('@apollo/gateway')> {
  process.env['APOLLO_TELEMETRY_DISABLED'] = '1'
  return import('@apollo/gateway')
}

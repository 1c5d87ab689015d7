import { type z } from 'zod'
import { parseConfig } from '../platform/config/parseConfig.js'
import { type RunningRole } from '../platform/http/runningRole.js'

export const roleNames = ['gateway', 'auth', 'billing', 'product', 'saga', 'simulator'] as const
export type RoleName = (typeof roleNames)[number]

export const isRoleName = (name: string): name is RoleName => (roleNames as readonly string[]).includes(name)

/**
 * Starts one role from its environment. Each is loaded only when it is wanted: a gateway loads no database client.
 *
 * @throws ConfigError with everything that is missing.
 */
export async function startRole(name: RoleName, env: NodeJS.ProcessEnv): Promise<RunningRole> {
  const begin = <S extends z.ZodObject>(schema: S, start: (config: z.output<S>) => Promise<RunningRole>) =>
    start(parseConfig(name, schema, env))

  switch (name) {
    case 'gateway': {
      if (env['GATEWAY_OPEN'] === 'true') {
        const { openGatewayConfigSchema, startOpenGateway } = await import('../gateway/open/openGateway.js')
        return begin(openGatewayConfigSchema, startOpenGateway)
      }
      const { gatewayConfigSchema } = await import('../gateway/config.js')
      const { startGatewayOnCores } = await import('../gateway/workers/startGatewayOnCores.js')
      return begin(gatewayConfigSchema, startGatewayOnCores)
    }
    case 'auth': {
      const { authConfigSchema, startAuth } = await import('../subgraphs/auth/server.js')
      return begin(authConfigSchema, startAuth)
    }
    case 'billing': {
      const { billingConfigSchema, startBilling } = await import('../subgraphs/billing/server.js')
      return begin(billingConfigSchema, startBilling)
    }
    case 'product': {
      const { productConfigSchema, startProduct } = await import('../subgraphs/product/server.js')
      return begin(productConfigSchema, startProduct)
    }
    case 'saga': {
      const { sagaConfigSchema, startSaga } = await import('../saga/server.js')
      return begin(sagaConfigSchema, startSaga)
    }
    case 'simulator': {
      const { simulatorConfigSchema, startSimulator } = await import('../kos/simulator/server.js')
      return begin(simulatorConfigSchema, startSimulator)
    }
    default:
      return name satisfies never
  }
}

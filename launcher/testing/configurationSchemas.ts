import { z } from 'zod'
import { gatewayConfigSchema } from '../../gateway/config.js'
import { simulatorConfigSchema } from '../../kos/simulator/config.js'
import { sagaConfigSchema } from '../../saga/config.js'
import { authConfigSchema } from '../../subgraphs/auth/authConfig.js'
import { billingConfigSchema } from '../../subgraphs/billing/config.js'
import { productConfigSchema } from '../../subgraphs/product/config.js'
import { balancerConfigSchema } from '../balancer/balanceNames.js'
import { copiesConfigSchema } from '../copies/copiesConfig.js'
import { launcherConfigSchema } from '../launcherConfig.js'
import { type RoleName } from '../roles.js'
import { seedDemoConfigSchema } from '../seedDemo.js'

/** A new role does not compile without a line here, and then not without rows in the documents. */
export const configurationSchemas: Record<
  RoleName | 'npm start' | 'start:copies' | 'balancer' | 'seed-demo',
  z.ZodObject
> = {
  gateway: gatewayConfigSchema,
  auth: authConfigSchema,
  billing: billingConfigSchema,
  product: productConfigSchema,
  saga: sagaConfigSchema,
  simulator: simulatorConfigSchema,
  'npm start': launcherConfigSchema,
  'start:copies': copiesConfigSchema,
  balancer: balancerConfigSchema,
  'seed-demo': seedDemoConfigSchema,
}

export interface ConfigurationKey {
  reader: string
  key: string
  required: boolean
  /** As it would be written in the environment; null when there is none, or an empty one. */
  defaultValue: string | null
}

/** Every key of every reader, with what applies when it is left out. */
export function configurationKeys(): ConfigurationKey[] {
  return Object.entries(configurationSchemas).flatMap(([reader, schema]) => {
    const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
    return Object.keys(schema.shape).map((key) => ({
      reader,
      key,
      required: required.includes(key),
      defaultValue: written(properties[key]),
    }))
  })
}

function written(property: unknown): string | null {
  const value = (property as { default?: string | number } | undefined)?.default
  return value === undefined || value === '' ? null : String(value)
}

import { type DatabaseName } from '../platform/database/databases.js'
import { type RoleName } from './roles.js'
import { type Secrets } from './secrets.js'

/** Where the other parts reach a role. */
export const addressOf = (role: RoleName, ports: Record<RoleName, number>): string => `http://127.0.0.1:${ports[role]}`

/** The environment of one role among others on this machine. `host` is where the gateway listens. */
export function roleEnv(
  role: RoleName,
  {
    env,
    host,
    secrets,
    urls,
    ports,
  }: {
    env: NodeJS.ProcessEnv
    host: string
    secrets: Secrets
    urls: Record<DatabaseName, string>
    /** `metrics`: the gateway's; left out, it serves none. */
    ports: Record<RoleName, number> & { metrics?: number }
  },
): NodeJS.ProcessEnv {
  const at = (name: RoleName) => addressOf(name, ports)
  const database = {
    gateway: null,
    auth: urls.auth,
    billing: urls.billing,
    product: urls.product,
    saga: urls.product,
    simulator: urls.kos,
  }[role]
  const { LINE_ID_KEYS, FIELD_KEYS, BLIND_INDEX_KEY } = secrets
  return {
    ...env,
    HOST: role === 'gateway' ? host : '127.0.0.1',
    PORT: String(ports[role]),
    ...(role === 'gateway' &&
      ports.metrics !== undefined && { METRICS_PORT: String(ports.metrics), METRICS_HOST: '127.0.0.1' }),
    ...(database !== null && { DATABASE_URL: database }),
    ...(role === 'simulator'
      ? {}
      : { AUTH_URL: at('auth'), BILLING_URL: at('billing'), PRODUCT_URL: at('product'), KOS_URL: at('simulator') }),
    ...(role === 'gateway' || role === 'simulator' ? {} : { LINE_ID_KEYS, FIELD_KEYS, BLIND_INDEX_KEY }),
  }
}

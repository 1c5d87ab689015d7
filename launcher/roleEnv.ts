import { type DatabaseName } from '../platform/database/databases.js'
import { type RoleName } from './roles.js'
import { type Secrets } from './secrets.js'

/** Where the others reach a role: its own address, or that of the balancer before its copies. */
export type Addresses = Record<'auth' | 'billing' | 'product' | 'simulator', string>

/** The addresses of roles that listen on these ports of this machine. */
export function addressesAt(ports: Record<keyof Addresses, number>): Addresses {
  const at = (port: number): string => `http://127.0.0.1:${port}`
  return {
    auth: at(ports.auth),
    billing: at(ports.billing),
    product: at(ports.product),
    simulator: at(ports.simulator),
  }
}

/** What roles on one machine have in common. */
export interface Surroundings {
  env: NodeJS.ProcessEnv
  secrets: Secrets
  urls: Record<DatabaseName, string>
  addresses: Addresses
}

/** Where one role listens. */
export interface RolePlace {
  /** 0 takes any free one. */
  port: number
  host?: string
  /** The gateway's, for its metrics; left out, it serves none. */
  metricsPort?: number | undefined
}

/** Where a role of `npm start` listens: the gateway alone may be open to others than this machine. */
export const placeOf = (role: RoleName, ports: Record<RoleName | 'metrics', number>, host: string): RolePlace =>
  role === 'gateway' ? { port: ports.gateway, host, metricsPort: ports.metrics } : { port: ports[role] }

/** The environment of one role among others on this machine. */
export function roleEnv(
  role: RoleName,
  { env, secrets, urls, addresses }: Surroundings,
  { port, host = '127.0.0.1', metricsPort }: RolePlace,
): NodeJS.ProcessEnv {
  const database = {
    gateway: null,
    auth: urls.auth,
    billing: urls.billing,
    product: urls.product,
    saga: urls.product,
    simulator: urls.kos,
  }[role]
  const { LINE_ID_KEYS, FIELD_KEYS, BLIND_INDEX_KEY } = secrets
  const { auth: AUTH_URL, billing: BILLING_URL, product: PRODUCT_URL, simulator: KOS_URL } = addresses
  return {
    ...env,
    HOST: host,
    PORT: String(port),
    ...(metricsPort !== undefined && { METRICS_PORT: String(metricsPort), METRICS_HOST: '127.0.0.1' }),
    ...(database !== null && { DATABASE_URL: database }),
    ...(role === 'simulator' ? {} : { AUTH_URL, BILLING_URL, PRODUCT_URL, KOS_URL }),
    ...(role === 'gateway' || role === 'simulator' ? {} : { LINE_ID_KEYS, FIELD_KEYS, BLIND_INDEX_KEY }),
  }
}

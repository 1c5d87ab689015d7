import { join } from 'node:path'
import { type DatabaseName } from '../../platform/database/databases.js'
import { type Balancer, startBalancer } from '../balancer/startBalancer.js'
import { freePort } from '../freePort.js'
import { startLocalDatabases } from '../localDatabases.js'
import { type RedisServer, startRedisServer } from '../redis/redisServer.js'
import { type Addresses, roleEnv } from '../roleEnv.js'
import { type RoleProcess } from '../roleProcess.js'
import { type RoleName } from '../roles.js'
import { type Secrets } from '../secrets.js'
import { seedAccounts } from '../seedAccounts.js'
import { type StartedParts } from '../stopInOrder.js'
import { restartInTurn, startRoleCopies } from './roleCopies.js'

/** Behind a balancer each. The saga needs none: nobody calls it. */
export const balancedRoles = ['gateway', 'auth', 'billing', 'product'] as const
export type BalancedRole = (typeof balancedRoles)[number]
/** Whoever is asked before whoever asks. */
const restartOrder = ['auth', 'billing', 'product', 'saga', 'gateway'] as const
export type CopiedRole = (typeof restartOrder)[number]

export interface LaunchCopiesOptions {
  /** Ours to write, with a folder `logs`. */
  dataDir: string
  /** Of each role. */
  copies: number
  /** Whether a Redis is started along; else what `env` says of REDIS_URL holds. */
  redis: boolean
  /** Where the balancers, the simulator and PostgreSQL listen; 0 takes any free one. */
  ports: Record<BalancedRole | 'simulator' | 'postgres', number>
  /** Where the gateway's balancer listens. */
  host?: string
  /** What every role gets besides. */
  env: NodeJS.ProcessEnv
  /** How many of the simulator's people need an account; all unless told. */
  people?: number | undefined
  /** The built command line; the launcher's own unless told. */
  program?: string
  say: (line: string) => void
  /** Gets how each part is stopped, as soon as it runs. */
  started: StartedParts
}

export interface RunningCopies {
  balancers: Record<BalancedRole, Balancer>
  copies: Record<CopiedRole, RoleProcess[]>
  simulator: RoleProcess
  redis: RedisServer | null
  /** Where the databases are. */
  urls: Record<DatabaseName, string>
  secrets: Secrets
  /** Starts every copy of every role anew, one after the other. One at a time: who asks meanwhile waits for the same. */
  rollingRestart: () => Promise<void>
}

/** What a copy of each role opens at most, together, and what the rest needs. */
const connectionsACopy = 60
const otherConnections = 60

/** Starts PostgreSQL, a Redis if it is wanted, the simulator, and every other role in so many copies behind balancers. */
export async function launchCopies(options: LaunchCopiesOptions): Promise<RunningCopies> {
  const { dataDir, copies: count, ports, host = '127.0.0.1', people, program, say, started } = options
  const logs = join(dataDir, 'logs')
  // First, so that a missing redis-server is said at once.
  const redis = options.redis ? await startRedisServer({ port: await freePort(), onLost: say }) : null
  if (redis) started.set('redis', () => redis.stop())
  const { secrets, urls } = await startLocalDatabases({
    ...{ dataDir, port: ports.postgres || (await freePort()), onLost: say, started },
    maxConnections: Math.max(200, count * connectionsACopy + otherConnections),
  })
  const env: NodeJS.ProcessEnv = { ...options.env, ...(redis && { REDIS_URL: redis.url }) }
  // Before the copies: each is told where the balancers of the others are.
  const balancers = await startBalancers(ports, host, started)
  const run = (role: RoleName, at: Addresses, port = 0) =>
    startRoleCopies({
      ...{ role, logs, onLost: say, started, program },
      count: role === 'simulator' ? 1 : count,
      balancer: role in balancers ? balancers[role as BalancedRole] : null,
      env: {
        ...roleEnv(role, { env, secrets, urls, addresses: at }, { port }),
        ...(role === 'gateway' && { TRUSTED_PROXY_HOPS: env['TRUSTED_PROXY_HOPS'] ?? '1' }),
      },
    })
  const { auth, billing, product } = balancers
  const known = { auth: auth.url, billing: billing.url, product: product.url, simulator: '' }
  const [simulator] = (await run('simulator', known, ports.simulator)) as [RoleProcess]
  const addresses = { ...known, simulator: simulator.url() }
  const [, ...started_] = await Promise.all([
    seedAccounts({ databaseUrl: urls.auth, kosUrl: addresses.simulator, secrets, people }),
    ...restartOrder.map(async (role) => [role, await run(role, addresses)] as const),
  ])
  const copies = Object.fromEntries(started_) as RunningCopies['copies']

  let restarting: Promise<void> | undefined
  async function restart(): Promise<void> {
    for (const role of restartOrder) await restartInTurn(copies[role], role === 'saga' ? null : balancers[role], say)
  }
  return {
    ...{ balancers, copies, simulator, redis, urls, secrets },
    rollingRestart: () => (restarting ??= restart().finally(() => (restarting = undefined))),
  }
}

async function startBalancers(
  ports: LaunchCopiesOptions['ports'],
  host: string,
  started: StartedParts,
): Promise<Record<BalancedRole, Balancer>> {
  const all = await Promise.all(
    balancedRoles.map(async (role) => {
      const public_ = role === 'gateway' && { host, forwardedFor: true }
      const balancer = await startBalancer({ port: ports[role], ...public_ })
      started.set(role, () => balancer.stop())
      return [role, balancer] as const
    }),
  )
  return Object.fromEntries(all) as Record<BalancedRole, Balancer>
}

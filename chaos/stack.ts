import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../launcher/freePort.js'
import { startEmbeddedPostgres } from '../launcher/postgres/embeddedPostgres.js'
import { prepareDatabases } from '../launcher/prepareDatabases.js'
import { roleEnv } from '../launcher/roleEnv.js'
import { roleNames, type RoleName } from '../launcher/roles.js'
import { loadSecrets } from '../launcher/secrets.js'
import { untilReady } from '../launcher/untilReady.js'
import { createLogger } from '../platform/logging/logger.js'
import { seedDemoAccounts } from '../subgraphs/auth/demo/seedDemoAccounts.js'
import { type RoleCopy, startRoleCopy } from './roleCopy.js'

/** The real program: two gateways, products and sagas, one of each other role, PostgreSQL. */
export interface Stack {
  gateways: RoleCopy[]
  products: RoleCopy[]
  sagas: RoleCopy[]
  kosUrl: string
  productDatabase: string
  /** BLIND_INDEX_KEY and the others, to read what was stored. */
  secrets: Awaited<ReturnType<typeof loadSecrets>>
  /** An immediate shutdown of PostgreSQL, which then recovers from its log. */
  restartPostgres(): Promise<void>
  stop(): Promise<void>
}

/** Short patience, so that a run is over in minutes. Each is a configuration key of the role that reads it. */
export const patience = {
  SAGA_LEASE_MS: 3_000,
  SAGA_SWEEP_MS: 1_000,
  KOS_WRITE_TIMEOUT_MS: 3_000,
  KOS_MAX_PROCESSING_MS: 12_000,
} as const

/** Starts everything in a folder that is free to use. */
export async function startStack(folder: string): Promise<Stack> {
  const started: (() => Promise<void>)[] = []
  const stop = async (): Promise<void> => {
    for (let one = started.pop(); one !== undefined; one = started.pop()) await one()
  }
  try {
    return { ...(await start(folder, started)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function start(folder: string, started: (() => Promise<void>)[]): Promise<Omit<Stack, 'stop'>> {
  const logs = join(folder, 'logs')
  await mkdir(logs, { recursive: true })
  const secrets = await loadSecrets(folder)
  const dataDir = join(folder, 'postgres')
  const postgres = await startEmbeddedPostgres({
    ...{ dataDir, port: await freePort(), password: secrets.POSTGRES_PASSWORD },
  })
  started.push(() => postgres.stop())
  const urls = await prepareDatabases(postgres.url)
  const ports = Object.fromEntries(
    await Promise.all(roleNames.map(async (role) => [role, await freePort()] as const)),
  ) as Record<RoleName, number>

  const run = async (role: RoleName, copy = '', others: Partial<Record<RoleName, number>> = {}): Promise<RoleCopy> => {
    const env = {
      ...roleEnv(role, { env: quietEnv(), host: '127.0.0.1', secrets, urls, ports: { ...ports, ...others } }),
      ...Object.fromEntries(Object.entries(patience).map(([key, value]) => [key, String(value)])),
    }
    const name = `${role}${copy}`
    const started_ = await startRoleCopy({ name, role, env, logFile: join(logs, `${name}.log`) })
    started.push(() => started_.stop())
    return started_
  }

  const simulator = await run('simulator')
  await seedDemoAccounts({
    databaseUrl: urls.auth,
    kosUrl: simulator.url,
    FIELD_KEYS: secrets.FIELD_KEYS,
    BLIND_INDEX_KEY: secrets.BLIND_INDEX_KEY,
    log: createLogger({ role: 'chaos', level: 'warn' }),
  })
  await run('auth')
  await run('billing')
  // Each gateway has a product copy of its own, so that a change requested through one is watched through the other.
  const pairs = await Promise.all(
    ['-a', '-b'].map(async (copy) => {
      const own = { product: await freePort(), gateway: await freePort() }
      const product = await run('product', copy, own)
      return { product, gateway: await run('gateway', copy, own) }
    }),
  )
  const sagas = await Promise.all(['-a', '-b'].map(async (copy) => run('saga', copy, { saga: await freePort() })))
  const gateways = pairs.map(({ gateway }) => gateway)
  await Promise.all(gateways.map(({ url }) => untilReady(`${url}/readyz`)))
  return {
    gateways,
    products: pairs.map(({ product }) => product),
    sagas,
    kosUrl: simulator.url,
    productDatabase: urls.product,
    secrets,
    async restartPostgres() {
      const pid = Number((await readFile(join(dataDir, 'postmaster.pid'), 'utf8')).split('\n')[0])
      process.kill(pid, 'SIGQUIT')
    },
  }
}

/** Nothing of whoever runs this may change what is run. */
function quietEnv(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'REDIS_URL']
  return Object.fromEntries(kept.flatMap((key) => (process.env[key] === undefined ? [] : [[key, process.env[key]]])))
}

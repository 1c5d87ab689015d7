import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../../launcher/freePort.js'
import { startEmbeddedPostgres } from '../../launcher/postgres/embeddedPostgres.js'
import { prepareDatabases } from '../../launcher/prepareDatabases.js'
import { addressesAt, roleEnv } from '../../launcher/roleEnv.js'
import { roleNames, type RoleName } from '../../launcher/roles.js'
import { loadSecrets } from '../../launcher/secrets.js'
import { seedAccounts } from '../../launcher/seedAccounts.js'
import { untilReady } from '../../launcher/untilReady.js'
import { crashPostgres } from './crashPostgres.js'
import { quietEnv } from './quietEnv.js'
import { type RoleCopy, startRoleCopy } from './roleCopy.js'
import { wideLimits } from './wideLimits.js'

type Copies = [RoleCopy, ...RoleCopy[]]

/** The real program: PostgreSQL, the simulator, auth, billing, and as many of the others as are wanted. */
export interface Stack {
  gateways: Copies
  products: Copies
  sagas: Copies
  billing: RoleCopy
  kosUrl: string
  productDatabase: string
  billingDatabase: string
  /** BLIND_INDEX_KEY and the others, to read what was stored. */
  secrets: Awaited<ReturnType<typeof loadSecrets>>
  /** An immediate shutdown of PostgreSQL, which then recovers from its log. */
  restartPostgres(): Promise<void>
  stop(): Promise<void>
}

export interface StackOptions {
  /** Free to use: logs, keys and the database lie there. */
  folder: string
  /** How many gateways, each with a product of its own; and how many sagas. 1 unless told. */
  copies?: { gateways?: number; sagas?: number }
  /** How many of the simulator's people need an account; all unless told. */
  people?: number
  /** What differs from `patience` and `wideLimits`, for every role. */
  env?: Record<string, number | string>
}

/** Short patience, so that a run is over in minutes. Each is a configuration key of the role that reads it. */
export const patience = {
  SAGA_LEASE_MS: 3_000,
  SAGA_SWEEP_MS: 1_000,
  KOS_WRITE_TIMEOUT_MS: 3_000,
  KOS_MAX_PROCESSING_MS: 12_000,
} as const

/** Starts everything, and waits until it serves. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const started: (() => Promise<void>)[] = []
  const stop = async (): Promise<void> => {
    for (let one = started.pop(); one !== undefined; one = started.pop()) await one()
  }
  try {
    return { ...(await start(options, started)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function start(
  { folder, copies: { gateways: gatewayCount = 1, sagas: sagaCount = 1 } = {}, people, env = {} }: StackOptions,
  started: (() => Promise<void>)[],
): Promise<Omit<Stack, 'stop'>> {
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
  const told = Object.fromEntries(
    Object.entries({ ...wideLimits, ...patience, ...env }).map(([key, value]) => [key, String(value)]),
  )

  const run = async (role: RoleName, copy = '', others: Partial<Record<RoleName, number>> = {}): Promise<RoleCopy> => {
    const own = { ...ports, ...others }
    const around = { env: quietEnv(), secrets, urls, addresses: addressesAt(own) }
    const name = `${role}${copy}`
    const roleCopy = await startRoleCopy({
      ...{ name, role, env: { ...roleEnv(role, around, { port: own[role] }), ...told } },
      logFile: join(logs, `${name}.log`),
    })
    started.push(() => roleCopy.stop())
    return roleCopy
  }
  /** Each gateway has a product of its own, so that a change requested through one is watched through another. */
  const runPair = async (copy: string) => {
    const own = { product: await freePort(), gateway: await freePort() }
    const [product, gateway] = await Promise.all([run('product', copy, own), run('gateway', copy, own)])
    return { product, gateway }
  }
  const runSimulator = async (): Promise<RoleCopy> => {
    const simulator = await run('simulator')
    await seedAccounts({ databaseUrl: urls.auth, kosUrl: simulator.url, secrets, people })
    return simulator
  }
  const starting = [
    runSimulator(),
    times(gatewayCount, runPair),
    times(sagaCount, async (copy) => run('saga', copy, { saga: await freePort() })),
    run('auth'),
    run('billing'),
  ] as const
  // Whoever comes up although another one failed has to be stopped too.
  await Promise.allSettled(starting)
  const [simulator, pairs, sagas, , billing] = await Promise.all(starting)
  const gateways = pairs.map(({ gateway }) => gateway)
  await Promise.all(gateways.map(({ url }) => untilReady(`${url}/readyz`)))
  return {
    gateways: gateways as Copies,
    products: pairs.map(({ product }) => product) as Copies,
    sagas: sagas as Copies,
    billing,
    kosUrl: simulator.url,
    productDatabase: urls.product,
    billingDatabase: urls.billing,
    secrets,
    restartPostgres: () => crashPostgres(dataDir),
  }
}

async function times<T>(count: number, make: (copy: string) => Promise<T>): Promise<T[]> {
  const made = Array.from({ length: count }, (_, index) => make(`-${'abcdefgh'[index]}`))
  await Promise.allSettled(made)
  return Promise.all(made)
}

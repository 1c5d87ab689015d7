import { join } from 'node:path'
import { ConfigError } from '../platform/config/configError.js'
import { parseConfig } from '../platform/config/parseConfig.js'
import { createLogger } from '../platform/logging/logger.js'
import { banner } from './banner.js'
import { claimDataDir } from './dataDir.js'
import { explainStartFailure } from './explainStartFailure.js'
import { launcherConfigSchema, portsOf } from './launcherConfig.js'
import { assertPortsFree } from './ports.js'
import { startEmbeddedPostgres, stopLeftOver } from './postgres/embeddedPostgres.js'
import { prepareDatabases } from './prepareDatabases.js'
import { addressOf, roleEnv } from './roleEnv.js'
import { startRoleProcess } from './roleProcess.js'
import { type RoleName } from './roles.js'
import { loadSecrets, type Secrets } from './secrets.js'
import { type StartedParts, stopInOrder } from './stopInOrder.js'
import { stopOnSignals } from './stopOnSignals.js'
import { stopWithParent } from './stopWithParent.js'
import { untilReady } from './untilReady.js'

const say = (line: string): boolean => process.stdout.write(`${line}\n`)

/**
 * `npm start`: every role on this machine, each in its process, on an embedded PostgreSQL and the simulated KOS.
 * Puts into `started` how each part is stopped, as soon as it runs.
 */
async function start(env: NodeJS.ProcessEnv, started: StartedParts): Promise<void> {
  const config = parseConfig('npm start', launcherConfigSchema, env)
  if (config.NODE_ENV === 'production') {
    throw new ConfigError(
      'npm start brings demo accounts and a simulated KOS, so it refuses NODE_ENV=production: start each role alone, see README.',
    )
  }
  const beganAt = performance.now()
  const ports = portsOf(config)
  const postgresDir = join(config.YOGEUM_DATA_DIR, 'postgres')
  // In this order: what a killed start left behind holds the port, and the logs of a start that runs are not ours to clear.
  await stopLeftOver(postgresDir)
  await assertPortsFree(config.HOST, ports)
  await claimDataDir(config.YOGEUM_DATA_DIR)

  const secrets = await loadSecrets(config.YOGEUM_DATA_DIR)
  const postgres = await startEmbeddedPostgres({
    dataDir: postgresDir,
    port: ports.postgres,
    password: secrets.POSTGRES_PASSWORD,
    onLost: say,
  })
  started.set('postgres', () => postgres.stop())
  const urls = await prepareDatabases(postgres.url)

  const run = async (role: RoleName) => {
    const process_ = await startRoleProcess(
      role,
      roleEnv(role, { env, host: config.HOST, secrets, urls, ports }),
      join(config.YOGEUM_DATA_DIR, 'logs', `${role}.log`),
      say,
    )
    started.set(role, () => process_.stop())
  }
  // The simulator alone at first: seeding waits for it, and takes as long as all the others need to load.
  await run('simulator')
  await Promise.all([
    seedDemoAccounts(urls.auth, addressOf('simulator', ports), secrets),
    ...(['auth', 'billing', 'product', 'saga', 'gateway'] as const).map(run),
  ])
  await untilReady(`${addressOf('gateway', ports)}/readyz`)
  say(
    banner({
      ports,
      dataDir: config.YOGEUM_DATA_DIR,
      host: config.HOST,
      redisUrl: config.REDIS_URL,
      seconds: (performance.now() - beganAt) / 1000,
    }),
  )
}

async function seedDemoAccounts(databaseUrl: string, kosUrl: string, secrets: Secrets): Promise<void> {
  const { seedDemoAccounts: seed } = await import('../subgraphs/auth/demo/seedDemoAccounts.js')
  await seed({
    databaseUrl,
    kosUrl,
    FIELD_KEYS: secrets.FIELD_KEYS,
    BLIND_INDEX_KEY: secrets.BLIND_INDEX_KEY,
    log: createLogger({ role: 'launcher', level: 'warn' }),
  })
}

async function main(): Promise<void> {
  const started: StartedParts = new Map()
  const starting = start(process.env, started)
  let interrupted = false
  // From the first moment: a Ctrl-C while starting must leave nothing behind either.
  stopOnSignals(async () => {
    interrupted = true
    say('stopping …')
    await stopInOrder(started)
    await starting.catch(() => undefined) // what came up in the meantime
    await stopInOrder(started)
  })
  stopWithParent()
  // Whoever read our output may be gone (`npm start | head`); what runs must be stopped in order all the same.
  process.stdout.on('error', () => undefined)
  try {
    await starting
  } catch (error) {
    if (interrupted) return
    process.stderr.write(`${explainStartFailure(error, process.env)}\n`)
    await stopInOrder(started)
    process.exit(1)
  }
}

void main()

import { join } from 'node:path'
import { ConfigError } from '../platform/config/configError.js'
import { parseConfig } from '../platform/config/parseConfig.js'
import { banner } from './banner.js'
import { claimDataDir } from './dataDir.js'
import { launcherConfigSchema, portsOf } from './launcherConfig.js'
import { postgresDirOf, startLocalDatabases } from './localDatabases.js'
import { assertPortsFree } from './ports.js'
import { stopLeftOver } from './postgres/embeddedPostgres.js'
import { addressesAt, placeOf, roleEnv } from './roleEnv.js'
import { startRoleProcess } from './roleProcess.js'
import { type RoleName } from './roles.js'
import { runLauncher, say } from './runLauncher.js'
import { seedAccounts } from './seedAccounts.js'
import { type StartedParts } from './stopInOrder.js'
import { untilReady } from './untilReady.js'

/** `npm start`: every role on this machine, each in its process, on an embedded PostgreSQL and the simulated KOS. */
async function start(env: NodeJS.ProcessEnv, started: StartedParts): Promise<void> {
  const config = parseConfig('npm start', launcherConfigSchema, env)
  if (config.NODE_ENV === 'production') {
    throw new ConfigError(
      'npm start brings demo accounts and a simulated KOS, so it refuses NODE_ENV=production: start each role alone, see README.',
    )
  }
  const beganAt = performance.now()
  const ports = portsOf(config)
  const dataDir = config.YOGEUM_DATA_DIR
  // In this order: what a killed start left behind holds the port, and the logs of a start that runs are not ours to clear.
  await stopLeftOver(postgresDirOf(dataDir))
  await assertPortsFree(config.HOST, ports)
  await claimDataDir(dataDir)

  const { secrets, urls } = await startLocalDatabases({ dataDir, port: ports.postgres, onLost: say, started })
  const addresses = addressesAt(ports)
  const run = async (role: RoleName) => {
    const process_ = await startRoleProcess({
      role,
      env: roleEnv(role, { env, secrets, urls, addresses }, placeOf(role, ports, config.HOST)),
      logFile: join(dataDir, 'logs', `${role}.log`),
      onLost: say,
    })
    started.set(role, () => process_.stop())
  }
  // The simulator alone at first: seeding waits for it, and takes as long as all the others need to load.
  await run('simulator')
  await Promise.all([
    seedAccounts({ databaseUrl: urls.auth, kosUrl: addresses.simulator, secrets }),
    ...(['auth', 'billing', 'product', 'saga', 'gateway'] as const).map(run),
  ])
  await untilReady(`http://127.0.0.1:${ports.gateway}/readyz`)
  const seconds = (performance.now() - beganAt) / 1000
  say(banner({ ports, dataDir, host: config.HOST, redisUrl: config.REDIS_URL, seconds }))
}

void runLauncher((started) => start(process.env, started))

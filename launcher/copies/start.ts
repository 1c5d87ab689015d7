import { claimDataDir } from '../dataDir.js'
import { postgresDirOf } from '../localDatabases.js'
import { assertPortsFree } from '../ports.js'
import { stopLeftOver } from '../postgres/embeddedPostgres.js'
import { runLauncher, say } from '../runLauncher.js'
import { type StartedParts } from '../stopInOrder.js'
import { copiesBanner } from './copiesBanner.js'
import { readCopiesConfig } from './copiesConfig.js'
import { launchCopies, type RunningCopies } from './launchCopies.js'
import { writePidFile } from './pidFile.js'

/**
 * `npm run start:copies`: what docker-compose.yml does with containers, with processes: so many of each role behind
 * balancers, on one PostgreSQL and one Redis. SIGUSR2 starts them anew one after the other.
 */
async function start(started: StartedParts): Promise<void> {
  const { config, copies, redis } = readCopiesConfig(process.argv.slice(2), process.env)
  const { PORT: first, HOST: host, YOGEUM_DATA_DIR: dataDir } = config
  const beganAt = performance.now()
  const balanced = { gateway: first, auth: first + 1, billing: first + 2, product: first + 3 }
  const ports = { ...balanced, simulator: first + 100, postgres: first + 32 }
  await stopLeftOver(postgresDirOf(dataDir))
  await assertPortsFree(host, ports)
  await claimDataDir(dataDir)
  const running = await launchCopies({ ...{ dataDir, copies, redis, ports, host, say, started }, env: process.env })
  await listenForRestart(dataDir, running, started)
  const redisUrl = running.redis?.url ?? config.REDIS_URL
  say(copiesBanner(running, { ports, dataDir, host, redisUrl, seconds: (performance.now() - beganAt) / 1000 }))
}

/** From now on a SIGUSR2 restarts the copies in turn, and the data folder says whom to send it to. */
async function listenForRestart(dataDir: string, running: RunningCopies, started: StartedParts): Promise<void> {
  process.on('SIGUSR2', () => {
    say('restarting every copy, one after the other …')
    running.rollingRestart().then(
      () => say('every copy is new'),
      (error: unknown) => say(`the restart ended early: ${error instanceof Error ? error.message : String(error)}`),
    )
  })
  const removePidFile = await writePidFile(dataDir)
  const stopGateways = started.get('gateway')
  started.set('gateway', async () => {
    await removePidFile()
    await stopGateways?.()
  })
}

void runLauncher(start)

import { parseConfig } from '../../platform/config/parseConfig.js'
import { explainStartFailure } from '../explainStartFailure.js'
import { copiesConfigSchema } from './copiesConfig.js'
import { readPidFile } from './pidFile.js'

/** `npm run restart:copies`: tells the start:copies of a data folder to restart its copies in turn. */
async function main(): Promise<void> {
  const { YOGEUM_DATA_DIR: dataDir } = parseConfig('restart:copies', copiesConfigSchema, process.env)
  const pid = await readPidFile(dataDir)
  process.kill(pid, 'SIGUSR2')
  process.stdout.write(`told process ${pid}, which says where it runs how it goes\n`)
}

main().catch((error: unknown) => {
  process.stderr.write(`${explainStartFailure(error, process.env)}\n`)
  process.exit(1)
})

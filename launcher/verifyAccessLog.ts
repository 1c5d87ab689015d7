import { z } from 'zod'
import { base64Key32 } from '../platform/config/fields.js'
import { parseConfig } from '../platform/config/parseConfig.js'
import { launcherConfigSchema } from './launcherConfig.js'
import { loadSecrets } from './secrets.js'
import { serviceDatabase } from './serviceDatabase.js'

const schema = z.object({
  /** auth's own. Absent: that of the `npm start` that runs on this machine. */
  BLIND_INDEX_KEY: base64Key32.optional(),
  YOGEUM_DATA_DIR: launcherConfigSchema.shape.YOGEUM_DATA_DIR,
})

/**
 * Looks at every record of who was shown personal data, and says whether they are all there as they were written. Returns
 * the process's exit code: 1 where they are not.
 */
export async function verifyAccessLogCommand(
  env: NodeJS.ProcessEnv,
  print: (text: string) => void = (text) => void process.stdout.write(text),
): Promise<number> {
  const databaseUrl = await serviceDatabase('verify-access-log', 'auth', env)
  const config = parseConfig('verify-access-log', schema, env)
  const blindIndexKey = config.BLIND_INDEX_KEY ?? (await loadSecrets(config.YOGEUM_DATA_DIR)).BLIND_INDEX_KEY
  const { openAuthDatabase } = await import('../subgraphs/auth/database.js')
  const { createAccessHashes } = await import('../subgraphs/auth/personalData/accessRecord.js')
  const { verifyAccessLog } = await import('../subgraphs/auth/personalData/verifyAccessLog.js')
  const db = openAuthDatabase(databaseUrl)
  try {
    const verdict = await verifyAccessLog(db, createAccessHashes(blindIndexKey))
    if (verdict.kind === 'broken') {
      print(`BROKEN: ${verdict.because}\n`)
      return 1
    }
    const { records, firstNumber, lastNumber, lastHash } = verdict
    const last = records === 0 ? '' : `, numbers ${firstNumber} to ${lastNumber}, the last with the hash ${lastHash}`
    print(`intact: ${records} records${last}\n`)
    return 0
  } finally {
    await db.$disconnect()
  }
}

import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { ConfigError } from '../platform/config/configError.js'
import { base64Key32, keyRing } from '../platform/config/fields.js'

const secretsSchema = z.object({
  LINE_ID_KEYS: keyRing,
  FIELD_KEYS: keyRing,
  BLIND_INDEX_KEY: base64Key32,
  POSTGRES_PASSWORD: z.string().min(16),
})
export type Secrets = z.output<typeof secretsSchema>

/** The keys of this installation: made on first start, readable by its owner alone, kept with the data they protect. */
export async function loadSecrets(dataDir: string, random: (bytes: number) => Buffer = randomBytes): Promise<Secrets> {
  const path = join(dataDir, 'secrets.json')
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) {
    const key = () => random(32).toString('base64')
    const secrets = {
      LINE_ID_KEYS: `1:${key()}`,
      FIELD_KEYS: `1:${key()}`,
      BLIND_INDEX_KEY: key(),
      POSTGRES_PASSWORD: random(24).toString('base64url'),
    }
    await writeFile(path, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
    return secrets
  }
  const parsed = secretsSchema.safeParse(safeJson(text))
  if (parsed.success) return parsed.data
  throw new ConfigError(
    `${path} is damaged: without its keys the data beside it cannot be read. Restore it, or remove the whole folder to begin anew.`,
  )
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

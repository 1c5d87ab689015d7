import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { ConfigError } from '../../platform/config/configError.js'
import { parseConfig } from '../../platform/config/parseConfig.js'
import { launcherConfigSchema } from '../launcherConfig.js'

const { PORT, HOST, NODE_ENV, REDIS_URL } = launcherConfigSchema.shape

/** What `npm run start:copies` and `npm run restart:copies` read from the environment. Other ports follow PORT. */
export const copiesConfigSchema = z.object({
  PORT,
  HOST,
  NODE_ENV,
  REDIS_URL,
  /** Another folder than that of `npm start`: the two may run side by side. */
  YOGEUM_DATA_DIR: z
    .string()
    .default('.data-copies')
    .transform((path) => resolve(path)),
})
export type CopiesConfig = z.output<typeof copiesConfigSchema>

export const usage = 'usage: npm run start:copies -- [--copies <1 to 8>] [--redis] [--port <port of the gateway>]'

const mostCopies = 8

/**
 * The command line and the environment together; `--port` goes before PORT.
 *
 * @throws ConfigError
 */
export function readCopiesConfig(
  args: string[],
  env: NodeJS.ProcessEnv,
): { config: CopiesConfig; copies: number; redis: boolean } {
  const { copies: written, redis, port } = readArguments(args)
  const copies = Number(written)
  if (!Number.isInteger(copies) || copies < 1 || copies > mostCopies)
    throw new ConfigError(`--copies must be a number from 1 to ${mostCopies}.\n${usage}`)
  const config = parseConfig('start:copies', copiesConfigSchema, { ...env, ...(port !== undefined && { PORT: port }) })
  if (config.NODE_ENV === 'production')
    throw new ConfigError(
      'start:copies brings demo accounts and a simulated KOS, so it refuses NODE_ENV=production: start each role alone, see README.',
    )
  return { config, copies, redis }
}

function readArguments(args: string[]): { copies: string; redis: boolean; port?: string | undefined } {
  try {
    return parseArgs({
      args,
      options: {
        copies: { type: 'string', default: '2' },
        redis: { type: 'boolean', default: false },
        port: { type: 'string' },
      },
    }).values
  } catch (cause) {
    throw new ConfigError(`${cause instanceof Error ? cause.message : String(cause)}\n${usage}`, { cause })
  }
}

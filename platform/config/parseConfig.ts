import { type z } from 'zod'
import { ConfigError } from './configError.js'

/**
 * Reads a role's configuration from the environment, once, at start. An empty variable counts as absent.
 *
 * @throws ConfigError naming every missing or bad key at once; values are never printed, for some are secrets.
 */
export function parseConfig<S extends z.ZodObject>(role: string, schema: S, env: NodeJS.ProcessEnv): z.output<S> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const result = schema.safeParse(given)
  if (result.success) return result.data
  const problems = result.error.issues.map((issue) => {
    const key = issue.path.join('.')
    return `  ${key}: ${given[key] === undefined ? 'is missing' : issue.message}`
  })
  throw new ConfigError(`${role} cannot start: its configuration is incomplete.\n${[...new Set(problems)].join('\n')}`)
}

import { once } from 'node:events'
import { createServer } from 'node:net'
import { ConfigError } from '../platform/config/configError.js'

/** @throws ConfigError naming every port that another program holds, before anything is started. */
export async function assertPortsFree(host: string, ports: Record<string, number>): Promise<void> {
  const doubled = Object.entries(ports).filter(([name, port]) =>
    Object.entries(ports).some(([other, same]) => other !== name && same === port),
  )
  if (doubled.length > 0)
    throw new ConfigError(
      `${doubled.map(([name]) => name).join(' and ')} are told to use the same port ${doubled[0]?.[1]}.`,
    )
  const checks = await Promise.all(
    Object.entries(ports).map(async ([name, port]) => ({
      name,
      port,
      free: await isFree(name === 'gateway' ? host : '127.0.0.1', port),
    })),
  )
  const taken = checks.filter(({ free }) => !free).map(({ name, port }) => `${port} (${name})`)
  if (taken.length > 0) {
    throw new ConfigError(
      `Port ${taken.join(', ')} is taken by another program, or not allowed: stop it, or move everything with PORT, such as PORT=5000 npm start.`,
    )
  }
}

async function isFree(host: string, port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, host)
    await once(server, 'listening')
    return true
  } catch {
    return false
  } finally {
    server.close()
  }
}

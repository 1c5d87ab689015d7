import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { createInterface } from 'node:readline'
import { ConfigError } from '../../platform/config/configError.js'
import { findProgram } from '../findProgram.js'

/** A Redis on loopback that keeps nothing on disk. */
export interface RedisServer {
  url: string
  port: number
  child: () => ChildProcess
  /** Starts it again after `stop`, empty, on the same port. */
  start: () => Promise<void>
  /** Ends it at once: it has nothing to save. */
  stop: () => Promise<void>
}

const startWithinMs = 10_000

/** @throws ConfigError when no redis-server is installed, or when it does not start */
export async function startRedisServer({
  port,
  onLost,
}: {
  port: number
  /** Told when it has ended by itself. It stays so: every role does without. */
  onLost?: (message: string) => void
}): Promise<RedisServer> {
  const binary = findProgram('redis-server')
  if (binary === null)
    throw new ConfigError(
      'No redis-server is on the PATH: install it (Debian: apt-get install redis-server), or leave --redis out.',
    )
  let current = await launch(binary, port)
  let stopping = false
  const watch = (child: ChildProcess): void =>
    void child.once('exit', (code, signal) => {
      if (!stopping) onLost?.(`Redis ended (${signal ?? `code ${code}`}); every role goes on without it`)
    })
  watch(current)
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    child: () => current,
    async start() {
      stopping = false
      current = await launch(binary, port)
      watch(current)
    },
    async stop() {
      stopping = true
      if (isOver(current)) return
      const exited = once(current, 'exit')
      current.kill('SIGKILL')
      await exited
    },
  }
}

const isOver = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null

async function launch(binary: string, port: number): Promise<ChildProcess> {
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  // In a group of its own: a Ctrl-C must not take it from those who still use it.
  const child = spawn(binary, args, { cwd: tmpdir(), detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
  const leaveNothingBehind = (): void => void child.kill('SIGKILL')
  process.once('exit', leaveNothingBehind)
  child.once('exit', () => process.off('exit', leaveNothingBehind))
  await untilReady(child)
  return child
}

async function untilReady(child: ChildProcess): Promise<void> {
  if (!child.stdout) throw new Error('redis-server has no output')
  const said: string[] = []
  const tooLong = setTimeout(() => child.kill('SIGKILL'), startWithinMs)
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.includes('Ready to accept connections')) return
      said.push(line)
    }
    throw new ConfigError(`redis-server did not start:\n${said.join('\n')}`)
  } finally {
    clearTimeout(tooLong)
    child.stdout.resume()
  }
}

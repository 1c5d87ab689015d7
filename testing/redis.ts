import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, it } from '@jest/globals'
import { freePort } from '../launcher/freePort.js'

export interface TestRedis {
  url: string
  port: number
  /** Freezes it: connections stay open and nothing answers. */
  pause(): void
  resume(): void
  /** Ends it at once, as a crash would. */
  stop(): Promise<void>
}

const startWithinMs = 10_000

/** A real Redis on loopback that keeps nothing; null where no redis-server is installed. `port` brings one back. */
export async function startTestRedis({ port }: { port?: number } = {}): Promise<TestRedis | null> {
  const binary = redisServer()
  if (binary === null) return null
  const at = port ?? (await freePort())
  const child = spawn(binary, ['--port', String(at), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], {
    cwd: tmpdir(),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const leaveNothingBehind = () => child.kill('SIGKILL')
  process.once('exit', leaveNothingBehind)
  await untilReady(child)
  return {
    url: `redis://127.0.0.1:${at}`,
    port: at,
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async stop() {
      process.off('exit', leaveNothingBehind)
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    },
  }
}

/**
 * A suite that needs a real Redis. Where none is installed it is skipped, and says so; with YOGEUM_REQUIRE_ALL_SUITES=1,
 * as in CI, it fails.
 */
export function describeWithRedis(name: string, suite: () => void): void {
  if (redisServer() !== null) return describe(name, suite)
  if (process.env['YOGEUM_REQUIRE_ALL_SUITES'] === '1') {
    return describe(name, () => {
      it('needs redis-server', () => {
        throw new Error('redis-server is not on the PATH, and YOGEUM_REQUIRE_ALL_SUITES=1 lets no suite be skipped')
      })
    })
  }
  process.stderr.write(`SKIPPED "${name}": redis-server is not on the PATH (Debian: apt-get install redis-server)\n`)
  describe.skip(name, suite)
}

function redisServer(): string | null {
  const candidates = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'redis-server'))
  return candidates.find(isExecutable) ?? null
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
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
    throw new Error(`redis-server did not start:\n${said.join('\n')}`)
  } finally {
    clearTimeout(tooLong)
    child.stdout.resume()
  }
}

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { createInterface } from 'node:readline'
import { freePort } from '../launcher/freePort.js'
import { describeWithProgram, findProgram } from './describeWithProgram.js'

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
  const binary = findProgram('redis-server')
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

/** A suite that needs a real Redis. */
export const describeWithRedis = (name: string, suite: () => void): void =>
  describeWithProgram('redis-server', name, suite)

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

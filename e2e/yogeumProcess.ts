import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'

export interface Yogeum {
  /** The gateway. */
  url: string
  /** The simulated KOS, with its /admin. */
  kosUrl: string
  port: number
  /** Everything that was printed. */
  output(): string
  child: ChildProcess
  /** SIGTERM, then waits until nothing holds its output any more. */
  stop(): Promise<void>
}

/** What `npm start` adds to PORT for its other parts. */
const offsets = [0, 1, 2, 3, 4, 5, 32, 100]

/** Runs `npm start` in a folder, on ports that are free, and waits until it says that it is ready. */
export async function startYogeum(folder: string, env: NodeJS.ProcessEnv = {}): Promise<Yogeum> {
  const port = await freeBasePort()
  const child = spawn('npm', ['start'], {
    cwd: folder,
    env: { ...cleanEnv(), PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  const ready = new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      text += chunk.toString()
      if (text.includes('is ready after')) resolve()
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (code) => reject(new Error(`npm start ended with ${code}:\n${text}`)))
  })
  await ready
  return {
    url: `http://127.0.0.1:${port}`,
    kosUrl: `http://127.0.0.1:${port + 100}`,
    port,
    output: () => text,
    child,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const closed = once(child, 'close')
      child.kill('SIGTERM')
      await closed
    },
  }
}

/** The environment of a newcomer: nothing of the test runner's. */
export function cleanEnv(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'USER']
  return Object.fromEntries(kept.flatMap((key) => (process.env[key] === undefined ? [] : [[key, process.env[key]]])))
}

/** Whether somebody accepts connections on one of the ports that belong to a base port. */
export async function portsInUse(base: number): Promise<number[]> {
  const found = await Promise.all(offsets.map(async (offset) => ((await isFree(base + offset)) ? [] : [base + offset])))
  return found.flat()
}

async function freeBasePort(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const base = 20_000 + Math.floor(Math.random() * 10_000)
    if ((await portsInUse(base)).length === 0) return base
  }
  throw new Error('no free range of ports')
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return true
  } catch {
    return false
  } finally {
    server.close()
  }
}

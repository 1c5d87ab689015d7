import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { loadSecrets, type Secrets } from '../launcher/secrets.js'
import { wideLimits } from '../testing/program/wideLimits.js'

export interface Program {
  url: string
  /** The simulated KOS. */
  kosUrl: string
  /** The roles that look things up at KOS for customers: billing and product. */
  lookUpUrls: string[]
  startSeconds: number
  stop(): Promise<void>
}

const usualPort = 14_000

/** `npm start`, as anyone would run it, on ports of its own; `env` is what else it is told. */
export async function startProgram(
  dataDir: string,
  { port = usualPort, env = {} }: { port?: number; env?: Record<string, string> } = {},
): Promise<Program> {
  const began = performance.now()
  const child = spawn(process.execPath, [...process.execArgv, 'scripts/start.mjs'], {
    env: { ...process.env, ...wideLimits, ...env, PORT: String(port), YOGEUM_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise<void>((resolve, reject) => {
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes('is ready after')) resolve()
    })
    child.once('exit', () => reject(new Error(`the program did not start:\n${said}`)))
  })
  return {
    url: `http://127.0.0.1:${port}`,
    kosUrl: `http://127.0.0.1:${port + 100}`,
    lookUpUrls: [port + 2, port + 3].map((of) => `http://127.0.0.1:${of}`),
    startSeconds: (performance.now() - began) / 1000,
    async stop() {
      const closed = once(child, 'close')
      child.kill('SIGTERM')
      await closed
    },
  }
}

/** product's database of a program that runs on this data folder, and the installation's keys. */
export async function productDatabaseOf(dataDir: string): Promise<{ url: string; secrets: Secrets }> {
  const secrets = await loadSecrets(dataDir)
  const password = encodeURIComponent(secrets.POSTGRES_PASSWORD)
  return { url: `postgresql://postgres:${password}@127.0.0.1:${usualPort + 32}/yogeum_product`, secrets }
}

import { type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gatewayConfigSchema } from '../../gateway/config.js'
import { freePort } from '../../launcher/freePort.js'
import { type Addresses, roleEnv } from '../../launcher/roleEnv.js'
import { startRoleProcess } from '../../launcher/roleProcess.js'
import { type Secrets } from '../../launcher/secrets.js'
import { quietEnv } from '../../testing/program/quietEnv.js'
import { wideLimits } from '../../testing/program/wideLimits.js'
import { processUsage, type ProcessUsage } from '../processUsage.js'
import { type CacheCounts, readCacheCounts } from './cacheCounts.js'
import { hiveFolder, installHive } from './installHive.js'
import { type OperationName } from './operations.js'

export const contenderNames = ['ours', 'ours-cached', 'stock', 'hive', 'bare'] as const
export type ContenderName = (typeof contenderNames)[number]

/** As the report calls them. */
export const labels: Record<ContenderName, string> = {
  ours: 'ours, uncached',
  'ours-cached': 'ours, from the response cache',
  stock: '@apollo/gateway, standalone server',
  hive: 'Hive Gateway',
  bare: 'bare Node server, same bytes',
}

/** One of the processes that are compared. */
export interface Contender {
  name: ContenderName
  url: string
  child(): ChildProcess
  pathOf: (operation: OperationName) => string
  usage(): Promise<ProcessUsage>
  /** What its response cache did so far; null for one that tells nothing of it. */
  cacheCounts(): Promise<CacheCounts | null>
  stop(): Promise<void>
}

/** What stands behind all of them, and a folder of the bench's own. */
export interface Behind {
  addresses: Addresses
  secrets: Secrets
  folder: string
  /** The supergraph with the subgraphs' addresses, for those who want it so. */
  supergraphFile: string
  /** What the bare server sends: a JSON object of answers by operation. */
  answersFile: string
  /** Module that our gateway's process loads first. */
  preload: string | null
}

/** Whether this checkout's gateway has such a configuration key. */
export const gatewayKnows = (key: string): boolean => key in gatewayConfigSchema.shape

/** Starts one in a process of its own, and waits until it serves. @throws Error when it does not come up */
export async function startContender(name: ContenderName, behind: Behind): Promise<Contender> {
  if (name === 'hive') await installHive()
  const metricsPort = name === 'ours' || name === 'ours-cached' ? await freePort() : null
  const process_ = await startRoleProcess({
    ...{ role: 'gateway', name, logFile: join(behind.folder, `${name}.log`) },
    ...(await programOf(name, behind, metricsPort ?? undefined)),
    onLost(message) {
      process.stderr.write(`${message}: nothing that was measured counts\n`)
      process.exit(1)
    },
  })
  return {
    name,
    url: process_.url(),
    child: () => process_.child(),
    pathOf: (operation) => (name === 'bare' ? `/${operation}` : '/graphql'),
    cacheCounts: async () => (metricsPort === null ? null : readCacheCounts(`http://127.0.0.1:${metricsPort}`)),
    usage: () => processUsage(process_.child().pid ?? Number.NaN),
    stop: () => process_.stop(),
  }
}

/** Each as its makers would run it in production. */
async function programOf(
  name: ContenderName,
  { addresses, secrets, supergraphFile, answersFile, preload }: Behind,
  metricsPort: number | undefined,
): Promise<{ program?: string; env: NodeJS.ProcessEnv }> {
  const env = { ...quietEnv([]), NODE_ENV: 'production' }
  const built = (file: string) => fileURLToPath(new URL(file, import.meta.url))
  switch (name) {
    case 'ours':
    case 'ours-cached': {
      const urls = { auth: '', billing: '', product: '', kos: '' }
      const ours = roleEnv('gateway', { env, secrets, urls, addresses }, { port: 0, metricsPort })
      const cache = { RESPONSE_CACHE: name === 'ours' ? 'off' : 'on' }
      const first = preload === null ? {} : { NODE_OPTIONS: `--import=${preload}` }
      return { env: { ...ours, ...wideLimits, ...cache, ...first } }
    }
    case 'stock':
      return {
        program: built('./stockGateway.js'),
        env: { ...env, APOLLO_TELEMETRY_DISABLED: '1', SUPERGRAPH_FILE: supergraphFile },
      }
    case 'hive':
      return {
        program: join(hiveFolder, 'hiveGateway.mjs'),
        env: { ...env, PORT: String(await freePort()), SUPERGRAPH_FILE: supergraphFile },
      }
    case 'bare':
      return { program: built('./bareServer.js'), env: { ...env, ANSWERS_FILE: answersFile } }
    default:
      return name satisfies never
  }
}

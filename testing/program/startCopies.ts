import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type BalancedRole,
  balancedRoles,
  type CopiedRole,
  launchCopies,
  type RunningCopies,
} from '../../launcher/copies/launchCopies.js'
import { postgresDirOf } from '../../launcher/localDatabases.js'
import { type StartedParts, stopInOrder } from '../../launcher/stopInOrder.js'
import { redisControls, type TestRedis } from '../testRedis.js'
import { crashPostgres } from './crashPostgres.js'
import { quietEnv } from './quietEnv.js'
import { builtProgram, killAndWait, type RoleCopy, roleCopy } from './roleCopy.js'
import { patience } from './stack.js'
import { wideLimits } from './wideLimits.js'

/** One copy among several, which its launcher starts again when it dies. */
export interface SupervisedCopy extends RoleCopy {
  /** SIGKILL, after which the launcher brings it back; resolves once the process is gone. */
  crash(): Promise<void>
}

/** The whole program in several copies, as `npm run start:copies` runs it. */
export interface Copies {
  /** Where the balancer of each role is. */
  urls: Record<BalancedRole, string>
  /** What the balancer of a role knows of its copies. */
  balanced(role: BalancedRole): { url: string; state: string; requests: number; streams: number }[]
  copies: Record<CopiedRole, [SupervisedCopy, ...SupervisedCopy[]]>
  /** Null unless it was asked for. */
  redis: TestRedis | null
  kosUrl: string
  /** Address of each database. */
  databases: RunningCopies['urls']
  /** BLIND_INDEX_KEY and the others, to read what was stored. */
  secrets: RunningCopies['secrets']
  /** Everything that the launcher has said. */
  said(): string[]
  /** An immediate shutdown of PostgreSQL, which then recovers from its log. */
  restartPostgres(): Promise<void>
  /** Starts every copy of every role anew, one after the other. */
  rollingRestart(): Promise<void>
  stop(): Promise<void>
}

export interface CopiesOptions {
  /** Free to use: logs, keys and the database lie there. */
  folder: string
  /** Of each role; 2 unless told. */
  copies?: number
  /** Whether they have a Redis. @throws ConfigError at start when none is installed */
  redis?: boolean
  /** How many of the simulator's people need an account; all unless told. */
  people?: number
  /** What differs from `patience` and `wideLimits`, for every role. */
  env?: Record<string, number | string>
}

/** Starts everything, and waits until it serves. */
export async function startCopies({
  folder,
  copies = 2,
  redis = false,
  people,
  env = {},
}: CopiesOptions): Promise<Copies> {
  const told = Object.entries({ ...wideLimits, ...patience, ...env }).map(
    ([key, value]) => [key, String(value)] as const,
  )
  const started: StartedParts = new Map()
  const lines: string[] = []
  await mkdir(join(folder, 'logs'), { recursive: true })
  try {
    const running = await launchCopies({
      ...{ dataDir: folder, copies, redis, people, started, program: builtProgram },
      ports: { gateway: 0, auth: 0, billing: 0, product: 0, simulator: 0, postgres: 0 },
      env: { ...quietEnv([]), ...Object.fromEntries(told) },
      say: (line) => void lines.push(line),
    })
    return underTest(running, { folder, started, lines })
  } catch (error) {
    await stopInOrder(started)
    throw error
  }
}

function underTest(
  running: RunningCopies,
  { folder, started, lines }: { folder: string; started: StartedParts; lines: string[] },
): Copies {
  const copies = Object.fromEntries(
    Object.entries(running.copies).map(([role, all]) => [
      role,
      all.map((one) => Object.assign(roleCopy(one), { crash: () => killAndWait(one.child()) })),
    ]),
  ) as Copies['copies']
  const { balancers, redis, simulator, urls: databases, secrets, rollingRestart } = running
  const urls = balancedRoles.map((role) => [role, balancers[role].url] as const)
  return {
    urls: Object.fromEntries(urls) as Copies['urls'],
    balanced: (role) => balancers[role].copies(),
    copies,
    redis: redis && redisControls(redis),
    kosUrl: simulator.url(),
    ...{ databases, secrets, rollingRestart },
    said: () => [...lines],
    restartPostgres: () => crashPostgres(postgresDirOf(folder)),
    async stop() {
      for (const one of Object.values(copies).flat()) one.thaw()
      redis?.child().kill('SIGCONT')
      await stopInOrder(started)
    },
  }
}

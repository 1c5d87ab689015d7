import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { createKosOrder, type KosClient, type KosClientOptions } from '../../../../kos/client/createKosOrder.js'
import { startTestSimulator, type TestSimulator } from '../../../../kos/simulator/testing/startTestSimulator.js'
import { createLineIds } from '../../../../platform/privacy/lineIds.js'
import { eventually } from '../../../../testing/eventually.js'
import { testKeys } from '../../../../testing/keys.js'
import { createTestDatabase } from '../../../../testing/postgres.js'
import { createWatchedLog, type WatchedLog } from '../../../../testing/watchedLog.js'
import { sagaConfigSchema } from '../../../config.js'
import { openProductDatabase, type ProductDatabase } from '../../../database.js'
import { createProductChangeWorker, type ProductChangeWorker } from '../../createProductChangeWorker.js'
import { type ChangeCommand, decideCommand } from '../../domain/commands.js'
import { type ChangeEvent, type RecordedEvent, type Requested } from '../../domain/events.js'
import { type SagaPolicy } from '../../domain/policy.js'
import { type ChangeStatus, type ChangeView, project, projectNext } from '../../domain/projection.js'
import { createChangeEventStore, recordAfter } from '../../eventStore/changeEventStore.js'
import { idleTracer } from '../../../../platform/telemetry/tracer.js'

/** Short, so that a test need not wait long; every rule is the same. */
const shortPolicy: Partial<SagaPolicy> = { backOff: { firstMs: 20, longestMs: 200 }, maxProcessingMs: 5_000 }

export interface AskedFor {
  /** Whose line; or the line's number itself. */
  of: string
  ordinal?: number
  to: string
  request?: Partial<Requested>
  /** Events that are there from the beginning, after Requested. */
  events?: (changeId: string) => ChangeEvent[]
}

/** The saga on a real PostgreSQL, with a real KOS simulator, and a billing that remembers what it was told. */
export interface SagaBench {
  kos: TestSimulator
  rows: ProductDatabase
  log: WatchedLog
  billing: { told: { lineKey: string; version: number }[]; answers: boolean; tellLineVersion: TellBilling }
  clock: () => Date
  /** Moves both our clock and KOS's, ms. */
  move(ms: number): void
  kosClient(options?: Partial<KosClientOptions>): KosClient
  /** Starts a copy; it is stopped with the bench. */
  worker(options?: { policy?: Partial<SagaPolicy>; kos?: KosClient; leaseMs?: number }): Promise<ProductChangeWorker>
  /** Requests a change as product does; resolves with its id. */
  ask(asked: AskedFor): Promise<string>
  command(changeId: string, command: ChangeCommand): Promise<void>
  view(changeId: string): Promise<ChangeView>
  events(changeId: string): Promise<RecordedEvent[]>
  types(changeId: string): Promise<string[]>
  /** Waits until the change is in that state, or has had that event. */
  until(changeId: string, reached: ChangeStatus | ChangeEvent['type']): Promise<void>
  /** What KOS did, as 'kind from>to requestId', the change's id shortened to 'id'. */
  ledger(changeId: string): Promise<string[]>
  end(): Promise<void>
}

type TellBilling = (lineKey: string, version: number) => Promise<boolean>

const startsAtMs = new Date('2026-11-22T05:30:00.000Z').getTime()

export async function startSagaBench(): Promise<SagaBench> {
  const database = await createTestDatabase('product')
  const rows = openProductDatabase(database.url)
  const kos = await startTestSimulator()
  const log = createWatchedLog('saga')
  const store = createChangeEventStore(rows)
  const lineIds = createLineIds(testKeys.LINE_ID_KEYS)
  const ends: (() => Promise<void>)[] = []
  const began = performance.now()
  let movedMs = 0
  const clock = () => new Date(Math.floor(startsAtMs + movedMs + performance.now() - began))
  Object.defineProperty(kos.time, 'now', { get: clock })
  const billing: SagaBench['billing'] = {
    told: [],
    answers: true,
    tellLineVersion: (lineKey, version) => {
      billing.told.push({ lineKey, version })
      return Promise.resolve(billing.answers)
    },
  }
  const kosClient: SagaBench['kosClient'] = (options = {}) => {
    const base = { kosUrl: kos.url, serviceName: 'MVNO-PRODUCT-SERVICE', readTimeoutMs: 2_500 } as const
    const client = createKosOrder({ ...base, writeTimeoutMs: 4_000, clock, log: log.log, ...options })
    ends.push(() => client.close())
    return client
  }
  const events = (changeId: string) => store.read(changeId)
  const types = async (changeId: string) => (await events(changeId)).map(({ type }) => type)
  const view = async (changeId: string) => project(changeId, await events(changeId)).view

  return {
    ...{ kos, rows, log, billing, clock, kosClient, events, types, view },
    move: (ms) => void (movedMs += ms),
    async worker({ policy = {}, kos: client = kosClient(), leaseMs = 1_500 } = {}) {
      const config = sagaConfigSchema.parse({
        ...{ ...testKeys, PORT: '0', DATABASE_URL: database.url, KOS_URL: kos.url, BILLING_URL: 'http://127.0.0.1:1' },
      })
      const worker = createProductChangeWorker({
        config: { ...config, SAGA_LEASE_MS: leaseMs, SAGA_SWEEP_MS: 100 },
        ...{
          database: rows,
          kos: client,
          billing: { ...billing, close: () => Promise.resolve() },
          clock,
          log: log.log,
        },
        ...{ newId: randomUUID, random: Math.random, tracer: idleTracer, policy: { ...shortPolicy, ...policy } },
      })
      ends.unshift(() => worker.stop())
      await worker.start()
      return worker
    },
    async ask({ of, ordinal = 0, to, request = {}, events: more = () => [] }) {
      const line = /^010\d{8}$/.test(of) ? of : await kos.line(of, ordinal)
      const id = randomUUID()
      const now = clock()
      const requested: Requested = {
        ...{ definitionVersion: 1, lineId: lineIds.seal(line), lineKey: `key-${line}`, customerKey: 'customer' },
        ...{ fromCode: null, toCode: to, from: null, to: null, timing: 'IMMEDIATE', effectiveOn: '2026-11-22' },
        ...{
          startsAt: now.toISOString(),
          eligibility: [],
          accepted: null,
          traceId: '0af7651916cd43dd8448eb211c80319c',
        },
        ...request,
      }
      const recorded = recordAfter(0, [{ type: 'Requested', data: requested }, ...more(id)], now)
      const begun = await store.begin({
        ...{ customerKey: 'customer', idempotencyKey: randomUUID(), requestHash: 'hash', definitionVersion: 1 },
        ...{ events: recorded, view: project(id, recorded).view, wakeAt: new Date(requested.startsAt) },
      })
      if (begun !== 'BEGUN') throw new Error(begun)
      return id
    },
    async command(changeId, command) {
      const before = project(changeId, await events(changeId))
      const decided = decideCommand(before.state, command)
      if ('refusal' in decided) throw new Error(decided.refusal)
      const recorded = recordAfter(before.view.version, decided.events, clock())
      const appended = await store.append(changeId, {
        ...{ expectedVersion: before.view.version, events: recorded, lease: null },
        view: recorded.reduce(projectNext, before).view,
        wakeAt: command.command === 'cancel' ? null : command.command === 'note' ? 'asBefore' : clock(),
      })
      if (appended !== 'APPENDED') throw new Error(appended)
    },
    async until(changeId, reached) {
      await eventually(`${changeId} to reach ${reached}`, async () => {
        const stored = await events(changeId)
        return stored.some(({ type }) => type === reached) || project(changeId, stored).view.status === reached
      }).catch(async (error: unknown) => {
        throw new Error(`${String(error)}; there is: ${(await types(changeId)).join(' ')}`)
      })
    },
    async ledger(changeId) {
      const entries = await kos.ledger()
      return entries
        .filter(({ requestId }) => requestId.startsWith(changeId))
        .map(({ kind, from, to, requestId }) => `${kind} ${from}>${to} ${requestId.replace(changeId, 'id')}`)
    },
    async end() {
      for (const end of ends) await end()
      await kos.end()
      await rows.$disconnect()
      await database.drop()
    },
  }
}

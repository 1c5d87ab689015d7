import { createCache } from '../../../platform/cache/createCache.js'
import { createLogger } from '../../../platform/logging/logger.js'
import { createFieldCipher } from '../../../platform/privacy/fieldCipher.js'
import { traceFrom } from '../../../platform/telemetry/trace.js'
import { testKeys } from '../../../testing/keys.js'
import { createLineKeys } from '../cache/lineKeys.js'
import { createKosOrder, type KosClient, type KosClientOptions } from '../createKosOrder.js'
import { type KosOrder } from '../kosOrder.js'
import { KosUnavailable } from '../kosUnavailable.js'
import { billData, type CannedKos, envelope, plainBillInfo, sendJson, startCannedKos } from './cannedKos.js'

export const line = '01012345678'
export const now = new Date('2026-11-22T05:00:00Z')
export const trace = traceFrom('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01')

/** A client in front of a canned KOS; its clock stands still until the test moves it. */
export interface ClientBench {
  kos: CannedKos
  client: KosClient
  logLines: string[]
  time: { now: Date }
  /** Of every line; null while it is being changed. */
  version: { now: number | null }
  /** A client that remembers, as one copy of a role has it; in this Redis too, where there is one. */
  openCopy(redisUrl?: string, options?: Partial<KosClientOptions>): KosClient
  /** Makes the client, with the options that the test is about, and takes its port for one request. */
  open(options?: Partial<KosClientOptions>): KosOrder
  /** Asks for this month's bill in a request of its own. */
  ask(): ReturnType<KosOrder['bill']>
  answerBills(): void
  /** Answers that wait until the test lets them go. */
  holdAnswers(): { held: (() => void)[]; waitFor: (count: number) => Promise<void> }
  end(): Promise<void>
}

export async function startClientBench(): Promise<ClientBench> {
  const kos = await startCannedKos()
  const opened: KosClient[] = []
  const caches: { stop(): Promise<void> }[] = []
  const cipher = createFieldCipher({ keys: testKeys.FIELD_KEYS, blindIndexKey: testKeys.BLIND_INDEX_KEY })
  const bench: ClientBench = {
    kos,
    get client() {
      const last = opened.at(-1)
      if (!last) throw new Error('open it first')
      return last
    },
    logLines: [],
    time: { now },
    version: { now: 0 },
    openCopy(redisUrl, options) {
      const log = createLogger({ role: 'test', destination: { write: (text) => void bench.logLines.push(text) } })
      const cache = createCache({ name: 'kos:test', redisUrl, cipher, maxItems: 1_000, log })
      caches.push(cache)
      const versionsOf = (lineKeys: string[]) => {
        const { now: version } = bench.version
        return Promise.resolve(new Map(version === null ? [] : lineKeys.map((lineKey) => [lineKey, version] as const)))
      }
      bench.open({ remember: { cache, lines: createLineKeys({ cipher, versionsOf }) }, ...options })
      return bench.client
    },
    open(options = {}) {
      const client = createKosOrder({
        kosUrl: kos.url,
        serviceName: 'MVNO-BILL-INQUIRY',
        readTimeoutMs: 2000,
        clock: () => bench.time.now,
        log: createLogger({ role: 'test', destination: { write: (text) => void bench.logLines.push(text) } }),
        random: () => 0,
        ...options,
      })
      opened.push(client)
      return client.forRequest(trace)
    },
    ask: () => bench.client.forRequest(trace).bill(line, null),
    answerBills: () => kos.answer((request, response) => sendJson(response, billAsAsked(request.body))),
    holdAnswers() {
      const held: (() => void)[] = []
      let arrived = () => {}
      kos.answer((request, response) => {
        held.push(() => sendJson(response, billAsAsked(request.body)))
        arrived()
      })
      const waitFor = (count: number) =>
        new Promise<void>((resolve) => {
          arrived = () => void (held.length >= count && resolve())
          arrived()
        })
      return { held, waitFor }
    },
    async end() {
      await Promise.all(opened.map((client) => client.close()))
      await Promise.all(caches.map((cache) => cache.stop()))
      await kos.stop()
    },
  }
  return bench
}

const billAsAsked = (body: Record<string, unknown> | null) =>
  envelope(billData(plainBillInfo(line, String(body?.['billingMonth']))))

/** The failure that a call must end with. */
export async function refused(call: Promise<unknown>): Promise<KosUnavailable> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof KosUnavailable)) throw new Error('it was not KosUnavailable', { cause: error })
  return error
}

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { kosControls, type KosControls } from './kosControls.js'
import { type ChangeableLine, changeableLines, signIn } from './lines.js'
import { type ProductChanges, productChanges, type ShownChange } from './productChanges.js'
import { type RoleCopy } from './roleCopy.js'
import { type LineKind, targetOf } from './targetOf.js'
import { type Stack, type StackOptions, startStack } from './stack.js'
import { holderOf, type StoredEvent, storedEvents } from './storedChange.js'
import { until } from './until.js'
import { type Watched, watchChange } from './watchChange.js'

/** Somebody with a line of their own, and the plan that they will ask for. */
export interface Customer extends ChangeableLine, ProductChanges {
  token: string
  to: string
  /** Asks for it, now. Returns the change's id. @throws Error when it is not accepted */
  order(acceptedQuoteId?: string): Promise<string>
  watch(changeId: string, gateway?: () => { url: string }): Watch
}

export interface Watch {
  /** Grows while it goes on. */
  watched: Watched
  ended: Promise<Watched>
  stop(): void
}

/** A running program for one end-to-end scenario. */
export interface Program extends Stack {
  kos: KosControls
  /** Another one at each call. */
  customer(kind?: LineKind): Promise<Customer>
  operator(): Promise<ProductChanges>
  events(changeId: string): Promise<StoredEvent[]>
  /** The saga that has the change in its hands now. */
  holder(changeId: string): Promise<RoleCopy>
}

const amongPeople = 1_000

/** Starts it in a folder of its own, which is gone when it is stopped, and stays with its logs when it does not start. */
export async function startProgram(options: Pick<StackOptions, 'copies' | 'env'> = {}): Promise<Program> {
  const folder = await mkdtemp(join(tmpdir(), 'yogeum-e2e-'))
  const stack = await startStack({ ...options, folder, people: amongPeople })
  const kos = kosControls(stack.kosUrl)
  const plans = await kos.plans()
  const lines = changeableLines(stack, amongPeople)
  const ends = new AbortController()

  async function nextLine(kind: LineKind): Promise<ChangeableLine & { to: string }> {
    for (;;) {
      const next = await lines.next()
      if (next.done === true) throw new Error(`nobody is left whose line is ${kind}`)
      const line: ChangeableLine = next.value
      const to = targetOf(kind, line, await kos.contractOf(line.lineNumber), plans)
      if (to !== undefined) return { ...line, to }
    }
  }

  return {
    ...stack,
    kos,
    async customer(kind = 'NO_CONTRACT') {
      const line = await nextLine(kind)
      const token = await signIn(stack.gateways[0].url, line.loginId)
      const changes = productChanges(() => stack.gateways[0], token)
      return {
        ...line,
        ...changes,
        token,
        async order(acceptedQuoteId) {
          const input = {
            lineId: line.lineId,
            productCode: line.to,
            ...(acceptedQuoteId !== undefined && { acceptedQuoteId }),
          }
          const { change, userErrors } = await changes.request(input)
          if (!change) throw new Error(`the change was not accepted: ${JSON.stringify(userErrors)}`)
          return change.id
        },
        watch(changeId, gateway = () => stack.gateways[0]) {
          const own = new AbortController()
          const signal = AbortSignal.any([own.signal, ends.signal])
          return { ...watchChange(changeId, { gateway, token, signal }), stop: () => own.abort() }
        },
      }
    },
    operator: async () => productChanges(() => stack.gateways[0], await signIn(stack.gateways[0].url, 'operator')),
    events: (changeId) => storedEvents(stack.productDatabase, changeId),
    async holder(changeId) {
      const pid = await until('a saga has the change', () => holderOf(stack.productDatabase, changeId))
      const found = stack.sagas.find((saga) => saga.pid() === pid)
      if (!found) throw new Error(`the change is in the hands of ${pid}, which is none of ours`)
      return found
    },
    async stop() {
      ends.abort()
      await stack.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Waits until the change is shown with one of these statuses, and returns it. */
export function untilStatus(
  { change }: Pick<ProductChanges, 'change'>,
  changeId: string,
  statuses: string[],
  withinMs = 30_000,
): Promise<ShownChange> {
  return until(
    `the change is ${statuses.join(' or ')}`,
    async () => {
      const found = await change(changeId)
      return found && statuses.includes(found.status) ? found : null
    },
    withinMs,
  )
}

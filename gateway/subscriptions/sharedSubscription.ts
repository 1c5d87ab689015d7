import { type GraphQLFormattedError } from 'graphql'
import { type Logger } from '../../platform/logging/logger.js'
import { readSubgraphAnswer } from '../execution/subgraphAnswer.js'
import { subgraphHeaders } from '../execution/subgraphHeaders.js'
import { type GatewayContext } from '../request/gatewayContext.js'
import { type Caller, contextOf } from './caller.js'
import { type EventResult } from './executeEvent.js'
import { type PreparedSubscription } from './prepareSubscription.js'
import { type ReadyEvent, type Subscriber } from './subscriber.js'
import { type UpstreamSocket } from './upstreamSocket.js'

export interface SharedSubscriptionOptions {
  upstream(subgraph: string): UpstreamSocket
  execute(prepared: PreparedSubscription, event: unknown, context: GatewayContext): Promise<EventResult>
  log: Logger
  /** Nobody is subscribed any more, and it is closed. */
  onEmpty(shared: SharedSubscription): void
}

/** Results that are kept for those who join later. */
const maxReplay = 200
/** Events that may wait to be carried out before the subgraph is asked to pause. */
const maxWaiting = 256

/**
 * One subscription at a subgraph, and everyone who has the same: each event is carried out once, in order, and given to
 * all of them. It is held in the name of one subscriber, the speaker; when that one goes, another one's token takes it
 * up from the last version. A class, because there are thousands of them.
 */
export class SharedSubscription {
  #prepared: PreparedSubscription
  readonly #options: SharedSubscriptionOptions
  readonly #resumable: boolean
  readonly #subscribers = new Set<Subscriber>()
  #speaker: Subscriber | null = null
  /** Tokens that the subgraph would not have. */
  #refused: Set<string> | null = null
  /**
   * What was delivered so far, as JSON, which takes a fraction of the memory that the results themselves do. Null once it
   * is too much to be kept, or when the field is live only.
   */
  #replay: string[] | null
  /** The version of the last event that was taken in; null before the first. */
  #version: number | null
  #waiting: unknown[] = []
  #working = false
  #paused = false
  #ending: { errors: readonly GraphQLFormattedError[] | null } | null = null
  #unsubscribe: (() => void) | null = null

  constructor(prepared: PreparedSubscription, options: SharedSubscriptionOptions) {
    this.#prepared = prepared
    this.#options = options
    this.#resumable = prepared.plan.upstream.resumable(prepared.variables)
    this.#replay = this.#resumable ? [] : null
    this.#version = prepared.plan.upstream.begins(prepared.variables)
  }

  get prepared(): PreparedSubscription {
    return this.#prepared
  }

  /** Gives a subscriber what there was so far and all that follows; false when what there was is no longer known. */
  join(subscriber: Subscriber): boolean {
    if (this.#ending || (this.#replay === null && this.#resumable)) return false
    this.#subscribers.add(subscriber)
    for (const text of this.#replay ?? []) subscriber.push({ text, result: JSON.parse(text) as EventResult })
    // Who is given more than fits leaves at once.
    if (this.#subscribers.has(subscriber) && this.#speaker === null) this.#speak(subscriber)
    return true
  }

  leave(subscriber: Subscriber): void {
    if (!this.#subscribers.delete(subscriber)) return
    if (this.#subscribers.size === 0) return this.close()
    if (subscriber === this.#speaker && !this.#ending) this.#handOver()
  }

  /** Goes on with another plan of the same operation, without a break where the subgraph is asked the same. */
  replan(prepared: PreparedSubscription): void {
    const before = this.#prepared.plan
    const { plan } = prepared
    if (plan.subgraph === before.subgraph && plan.upstream.query === before.upstream.query) {
      this.#prepared = prepared
    } else if (this.#resumable && plan.upstream.resumable(prepared.variables)) {
      this.#prepared = prepared
      if (this.#speaker && !this.#paused) this.#open()
    } else {
      this.#finish(unavailable(before.subgraph))
    }
  }

  /** Ends it for everyone, with errors. */
  fail(errors: readonly GraphQLFormattedError[]): void {
    this.#finish(errors)
  }

  close(): void {
    this.#ending ??= { errors: null }
    this.#stopUpstream()
    this.#waiting = []
    this.#options.onEmpty(this)
  }

  #speak(subscriber: Subscriber): void {
    this.#speaker = subscriber
    if (!this.#paused) this.#open()
  }

  #handOver(): void {
    const [next] = this.#subscribers
    if (next === undefined) return
    const sameToken = next.caller.identity.token === this.#speaker?.caller.identity.token
    // What is live only would lose events by being opened again: it is still the same user's.
    if (sameToken || !this.#resumable) this.#speaker = next
    else this.#speak(next)
  }

  #open(): void {
    this.#stopUpstream()
    const speaker = this.#speaker
    if (speaker === null) return
    const { plan } = this.#prepared
    const { upstream } = plan
    const { caller } = speaker
    const session = { kind: 'identified', identity: caller.identity } as const
    let current = true
    const ifCurrent = (act: () => void) => {
      if (current) act()
    }
    const unsubscribe = this.#options.upstream(plan.subgraph).subscribe({
      resumable: this.#resumable,
      request: () => {
        const headers = subgraphHeaders(
          plan.subgraph,
          { ...caller, session, cookieHeader: null },
          caller.trace.child().traceparent,
        )
        return {
          query: upstream.query,
          operationName: upstream.operationName,
          variables: upstream.variables(this.#prepared.variables, this.#version),
          extensions: { authorization: headers['authorization'] ?? '', traceparent: headers['traceparent'] ?? '' },
        }
      },
      next: (event) => ifCurrent(() => this.#take(event)),
      completed: () => ifCurrent(() => this.#finish(null)),
      failed: (errors) => ifCurrent(() => this.#refusedBy(errors, caller)),
      lost: () => ifCurrent(() => this.#finish(unavailable(plan.subgraph))),
    })
    this.#unsubscribe = () => {
      current = false
      unsubscribe()
    }
  }

  #stopUpstream(): void {
    this.#unsubscribe?.()
    this.#unsubscribe = null
  }

  #take(event: unknown): void {
    const { upstream, subgraph } = this.#prepared.plan
    const version = upstream.takeVersion(event)
    if (version !== null) {
      if (this.#version !== null && version <= this.#version) return
      this.#version = version
    }
    this.#waiting.push(event)
    if (this.#waiting.length >= maxWaiting) {
      if (!this.#resumable) return this.#finish(unavailable(subgraph))
      this.#paused = true
      this.#stopUpstream()
    }
    void this.#work()
  }

  /** Carries out what waits, one event after the other. */
  async #work(): Promise<void> {
    if (this.#working) return
    this.#working = true
    for (let event = this.#waiting.shift(); event !== undefined; event = this.#waiting.shift()) {
      const speaker = this.#speaker
      if (speaker === null) break
      const { caller } = speaker
      const span = caller.trace.startSpan('event')
      const context = contextOf({ ...caller, trace: span.trace }, this.#options.log)
      const result = await this.#options.execute(this.#prepared, event, context)
      span.end(result.errors ? 'failed' : 'ok')
      this.#deliver({ result, text: JSON.stringify(result) })
    }
    this.#working = false
    if (this.#ending) return this.#tellEnding()
    if (this.#paused) {
      this.#paused = false
      this.#open()
    }
  }

  #deliver(event: ReadyEvent): void {
    if (this.#replay && this.#replay.push(event.text) > maxReplay) this.#replay = null
    for (const subscriber of [...this.#subscribers]) subscriber.push(event)
  }

  #refusedBy(sent: readonly GraphQLFormattedError[], { identity, trace }: Caller): void {
    const { subgraph } = this.#prepared.plan
    const read = readSubgraphAnswer({ errors: sent }, trace.traceId)
    if (read && read.masked.length > 0) {
      const { traceId } = trace
      this.#options.log.warn({ traceId, subgraph, errors: read.masked }, 'a subgraph failed')
    }
    const errors = read?.answer.errors ?? unavailable(subgraph)
    if (errors.some(({ extensions }) => extensions?.['code'] === 'UNAUTHENTICATED')) {
      const refused = (this.#refused ??= new Set()).add(identity.token)
      const another = [...this.#subscribers].find(({ caller }) => !refused.has(caller.identity.token))
      if (another && this.#resumable) return this.#speak(another)
    }
    this.#finish(errors)
  }

  /** Nothing more comes from the subgraph; what waits is still carried out. */
  #finish(errors: readonly GraphQLFormattedError[] | null): void {
    if (this.#ending) return
    this.#ending = { errors }
    this.#stopUpstream()
    if (!this.#working) this.#tellEnding()
  }

  #tellEnding(): void {
    const errors = this.#ending?.errors ?? null
    for (const subscriber of [...this.#subscribers]) {
      subscriber.end(errors === null ? { kind: 'completed' } : { kind: 'failed', errors })
    }
  }
}

function unavailable(service: string): GraphQLFormattedError[] {
  const extensions = { code: 'SERVICE_UNAVAILABLE', service, retryAfterSeconds: 5 }
  return [{ message: '서비스에 연결할 수 없습니다. 잠시 후 다시 시도해주세요.', extensions }]
}

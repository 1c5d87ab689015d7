import { type GraphQLFormattedError } from 'graphql'
import { type Caller } from './caller.js'
import { type EventResult } from './executeEvent.js'

/** A result, with its JSON text: one for all who share it. */
export interface ReadyEvent {
  result: EventResult
  text: string
}

/** How a subscription came to its end. */
export type Ending =
  | { kind: 'completed' }
  | { kind: 'failed'; errors: readonly GraphQLFormattedError[] }
  /** More results wait for the client than are kept for it. */
  | { kind: 'too-slow' }
  /** The client has left, or its connection has. */
  | { kind: 'left' }

/** What the reader of a subscription meets when it ends with errors. */
export class SubscriptionFailed extends Error {
  constructor(readonly errors: readonly GraphQLFormattedError[]) {
    super('the subscription has failed')
  }
}

type Next = IteratorResult<ReadyEvent, undefined>

interface Reader {
  resolve(next: Next): void
  reject(reason: SubscriptionFailed): void
}

/** Results that may wait for one client, and the bytes that they may have. */
const maxEvents = 256
const maxBytes = 512 * 1024

/**
 * One client's subscription: the results that wait for it, read by whoever writes them to the client. Bounded: a client
 * that does not read is given up, and its results are let go. A class, because there are thousands of them.
 */
export class Subscriber implements AsyncGenerator<ReadyEvent, undefined, undefined> {
  readonly caller: Caller
  /** Results taken in for the client. */
  taken = 0
  #waiting: ReadyEvent[] = []
  #bytes = 0
  #reader: Reader | null = null
  #ending: Ending | null = null
  readonly #onEnd: (subscriber: Subscriber, ending: Ending) => void

  /** @param onEnd is called once, when nothing more is taken in; results may still wait to be read. */
  constructor(caller: Caller, onEnd: (subscriber: Subscriber, ending: Ending) => void) {
    this.caller = caller
    this.#onEnd = onEnd
  }

  push(event: ReadyEvent): void {
    if (this.#ending) return
    this.taken += 1
    if (this.#reader) {
      this.#settle((reader) => reader.resolve({ done: false, value: event }))
      return
    }
    this.#waiting.push(event)
    this.#bytes += event.text.length
    if (this.#waiting.length > maxEvents || this.#bytes > maxBytes) this.end({ kind: 'too-slow' })
  }

  /** Nothing comes after this. What waits is still read, unless the client is gone or too slow. */
  end(ending: Ending): void {
    if (this.#ending) return
    this.#ending = ending
    if (ending.kind === 'too-slow' || ending.kind === 'left') this.#waiting = []
    this.#settle((reader) => finish(reader, ending))
    this.#onEnd(this, ending)
  }

  /** Whether nothing more is taken in. */
  get ended(): boolean {
    return this.#ending !== null
  }

  next(): Promise<Next> {
    const event = this.#waiting.shift()
    if (event) {
      this.#bytes -= event.text.length
      return Promise.resolve({ done: false, value: event })
    }
    return new Promise((resolve, reject) => {
      if (this.#ending) finish({ resolve, reject }, this.#ending)
      else this.#reader = { resolve, reject }
    })
  }

  return(): Promise<Next> {
    this.end({ kind: 'left' })
    return Promise.resolve({ done: true, value: undefined })
  }

  throw(): Promise<Next> {
    return this.return()
  }

  [Symbol.asyncIterator]() {
    return this
  }

  [Symbol.asyncDispose]() {
    return this.return().then(() => undefined)
  }

  #settle(settle: (reader: Reader) => void): void {
    const reader = this.#reader
    this.#reader = null
    if (reader) settle(reader)
  }
}

function finish(reader: Reader, ending: Ending): void {
  if (ending.kind === 'failed') reader.reject(new SubscriptionFailed(ending.errors))
  else reader.resolve({ done: true, value: undefined })
}

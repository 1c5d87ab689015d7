import { type GraphQLSchema } from 'graphql'
import { type Logger } from '../../platform/logging/logger.js'
import { type Clock } from '../../platform/time/clock.js'
import { hashDocument } from '../documents/hashDocument.js'
import { type BrokenDocument } from '../documents/trustedDocument.js'
import { type ReloadOutcome } from './reloadOutcome.js'
import { type SupergraphObserver } from './supergraphMetrics.js'

export interface SupergraphReloads {
  /** Reads the file, and puts what it has in force. One after the other; never rejects. */
  reload(): Promise<ReloadOutcome>
  /** Puts a supergraph in force that is at hand. */
  replace(supergraphSdl: string): ReloadOutcome
}

export interface SupergraphReloadsOptions {
  /** The text in force at the start. */
  supergraphSdl: string
  read: () => Promise<string>
  /**
   * Builds a supergraph and puts it in force, if `check` does not throw over what clients would see of it.
   *
   * @throws Error when it does not build; what `check` throws.
   */
  build: (supergraphSdl: string, check: (schema: GraphQLSchema) => void) => void
  /** Registered operations that a schema could not answer. */
  brokenOperations: (schema: GraphQLSchema) => BrokenDocument[]
  /** Called when another one is in force. */
  onReplaced: () => void
  observer: SupergraphObserver
  log: Logger
  clock: Clock
}

class BreaksOperations extends Error {
  constructor(readonly operations: BrokenDocument[]) {
    super('registered operations are not valid over it')
  }
}

/** Operations that are named in one log line. */
const named = 20

/**
 * Replaces the supergraph while requests are served: what is under way goes on with the old one, which stays in force
 * when the new one is no good. Every attempt is counted, and a refused one is logged with its reason.
 */
export function createSupergraphReloads({
  supergraphSdl,
  read,
  build,
  brokenOperations,
  onReplaced,
  observer,
  log,
  clock,
}: SupergraphReloadsOptions): SupergraphReloads {
  let hash = hashDocument(supergraphSdl)
  let last: Promise<unknown> = Promise.resolve()
  observer.inForce(hash, clock())

  function check(schema: GraphQLSchema): void {
    const operations = brokenOperations(schema)
    if (operations.length > 0) throw new BreaksOperations(operations)
  }

  function put(sdl: string): ReloadOutcome {
    const next = hashDocument(sdl)
    if (next === hash) {
      log.info({ sha256: hash }, 'the supergraph is the one in force already')
      return 'unchanged'
    }
    try {
      build(sdl, check)
    } catch (error) {
      if (error instanceof BreaksOperations) {
        const { operations } = error
        const about = { sha256: next, broken: operations.length, operations: operations.slice(0, named) }
        log.error(about, 'the new supergraph breaks registered operations: the old one stays in force')
        return 'breaks-operations'
      }
      log.error({ err: error, sha256: next }, 'the new supergraph does not build: the old one stays in force')
      return 'does-not-build'
    }
    hash = next
    observer.inForce(hash, clock())
    onReplaced()
    log.info({ sha256: hash }, 'another supergraph is in force')
    return 'replaced'
  }

  async function attempt(): Promise<ReloadOutcome> {
    let sdl: string
    try {
      sdl = await read()
    } catch (error) {
      log.error({ err: error }, 'the supergraph cannot be read: the old one stays in force')
      return counted('unreadable')
    }
    return counted(put(sdl))
  }

  function counted(outcome: ReloadOutcome): ReloadOutcome {
    observer.reloaded(outcome)
    return outcome
  }

  return {
    reload() {
      const ended = last.then(attempt)
      last = ended
      return ended
    },
    replace: (sdl) => counted(put(sdl)),
  }
}

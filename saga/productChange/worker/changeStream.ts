import { setTimeout as wait } from 'node:timers/promises'
import { performance } from 'node:perf_hooks'
import { type Logger } from '../../../platform/logging/logger.js'
import { type Clock } from '../../../platform/time/clock.js'
import { type ChangeEvent, type RecordedEvent } from '../domain/events.js'
import { project, projectNext, type Projected } from '../domain/projection.js'
import { type ChangeEventStore, recordAfter } from '../eventStore/changeEventStore.js'
import { type Claim } from '../eventStore/sagaStore.js'
import { type Lease } from './lease.js'

/** STORED: also when nothing was waiting. ENDED: stored, and the change given back. MOVED_ON: somebody else's events decide. LOST: the change is another worker's. */
export type Committed = 'STORED' | 'ENDED' | 'MOVED_ON' | 'LOST'

/** The stream of a change in the hands of the worker that owns it: what is stored, and what is about to be. */
export interface ChangeStream {
  /** After the last event, stored or not. */
  now(): Projected
  /** Takes events up; they are stored with the next commit, together. */
  add(events: readonly ChangeEvent[]): void
  /** Stores what was taken up, all or nothing. Gives the change back with it when it leaves nothing to do. */
  commit(): Promise<Committed>
}

/** How long to wait before events are stored again that the database could not take, ms. */
const retryAfterMs = 250

/** Opens a stream. @throws Error when it has no beginning */
export async function openChangeStream(
  { events, clock, log }: { events: ChangeEventStore; clock: Clock; log: Logger },
  claim: Claim,
  lease: Lease,
): Promise<ChangeStream> {
  const { changeId, token } = claim
  let stored = project(changeId, await events.read(changeId))
  let pending: RecordedEvent[] = []
  let now = stored

  function rest(on: Projected, then: readonly RecordedEvent[]): void {
    stored = on
    pending = then.map((event, index) => ({ ...event, version: on.view.version + index + 1 }))
    now = pending.reduce(projectNext, stored)
  }

  const hasEnded = (): boolean => now.view.finishedAt !== null || now.view.status === 'NEEDS_ATTENTION'

  function storedAll(): Committed {
    rest(now, [])
    return hasEnded() ? 'ENDED' : 'STORED'
  }

  /** The database may be back in a moment; an append that it took without saying so shows as a conflict with itself. */
  async function append(): ReturnType<ChangeEventStore['append']> {
    const release = hasEnded()
    const next = { events: pending, view: now.view, wakeAt: release ? null : clock(), lease: { token, release } }
    for (;;) {
      try {
        return await events.append(changeId, { expectedVersion: stored.view.version, ...next })
      } catch (error) {
        if (performance.now() + retryAfterMs > lease.endsAt()) throw error
        log.warn({ err: error, changeId }, 'events could not be stored; trying again')
        await wait(retryAfterMs)
      }
    }
  }

  async function takeOver(): Promise<Committed | 'NOTED'> {
    const others = await events.read(changeId, stored.view.version)
    if (isSame(others, pending)) return storedAll()
    const onlyNoted = others.every(({ type }) => type === 'OperatorNoted')
    rest(others.reduce(projectNext, stored), onlyNoted ? pending : [])
    return onlyNoted ? 'NOTED' : 'MOVED_ON'
  }

  return {
    now: () => now,
    add: (more) => rest(stored, [...pending, ...recordAfter(0, more, clock())]),
    async commit() {
      while (pending.length > 0) {
        if ((await append()) === 'APPENDED') {
          log.info({ changeId, events: pending.map(({ type }) => type) }, 'a product change went on')
          return storedAll()
        }
        const ours = await lease.renew()
        log.info({ changeId, ours }, 'somebody else wrote into the stream of a product change')
        const taken = ours ? await takeOver() : 'LOST'
        if (taken !== 'NOTED') return taken
      }
      return 'STORED'
    },
  }
}

/** Nobody else writes a worker's events while it owns the change: these are ours, although nobody told us. */
const isSame = (found: readonly RecordedEvent[], ours: readonly RecordedEvent[]): boolean =>
  found.length === ours.length &&
  found.every(({ type, at }, index) => type === ours[index]?.type && at.getTime() === ours[index].at.getTime())

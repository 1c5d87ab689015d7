import { type Clock } from '../../../platform/time/clock.js'
import { type ChangeCommand, type CommandRefusal, decideCommand } from '../domain/commands.js'
import { type ChangeView, project, projectNext } from '../domain/projection.js'
import { type Append, type ChangeEventStore, recordAfter } from '../eventStore/changeEventStore.js'

/** `done` with the change after the command; `refused` with the change as it stands. */
export type CommandOutcome =
  { kind: 'done'; change: ChangeView } | { kind: 'refused'; refusal: CommandRefusal; change: ChangeView }

export interface CommandParts {
  events: Pick<ChangeEventStore, 'read' | 'append'>
  clock: Clock
}

/** How often a command is decided anew because a worker wrote at the same time. */
const tries = 10

/**
 * Does to a change what a person wants of it, if it still can be done. Decided anew whenever somebody else has written
 * in between.
 *
 * @throws Error when there is no such change, or others kept writing
 */
export async function commandProductChange(
  changeId: string,
  command: ChangeCommand,
  { events, clock }: CommandParts,
): Promise<CommandOutcome> {
  for (let left = tries; left > 0; left--) {
    const before = project(changeId, await events.read(changeId))
    const decision = decideCommand(before.state, command)
    if ('refusal' in decision) return { kind: 'refused', refusal: decision.refusal, change: before.view }
    const now = clock()
    const recorded = recordAfter(before.view.version, decision.events, now)
    const { view } = recorded.reduce(projectNext, before)
    const expectedVersion = before.view.version
    const wakeAt = wakeAfter(command, now)
    const appended = await events.append(changeId, { expectedVersion, events: recorded, view, wakeAt, lease: null })
    if (appended === 'APPENDED') return { kind: 'done', change: view }
  }
  throw new Error(`change ${changeId}: others kept writing, so that nothing could be decided`)
}

/** A note is none of the saga's business, and after a cancellation there is nothing left to do. */
function wakeAfter({ command }: ChangeCommand, now: Date): Append['wakeAt'] {
  switch (command) {
    case 'cancel':
      return null
    case 'note':
      return 'asBefore'
    case 'retry':
    case 'markApplied':
    case 'compensate':
      return now
    default:
      return command satisfies never
  }
}

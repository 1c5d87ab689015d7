import { describe, expect, it } from '@jest/globals'
import { recordAfter } from '../eventStore/changeEventStore.js'
import { type ChangeCommand, decideCommand } from './commands.js'
import { decide, type Finding } from './decide.js'
import { type ChangeEvent, type RecordedEvent, type WriteStep } from './events.js'
import { type Action, nextAction } from './nextAction.js'
import { project, type Projected, projectNext } from './projection.js'
import { isTerminal } from './state.js'
import { began, changeId, failedChecks, happened, passedChecks, policy, product } from './testing/story.js'

/** mulberry32: the same walk for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A KOS that takes orders late, loses answers and is sometimes away; it never lies, and never takes an order twice. */
function createKos(random: () => number) {
  let plan = 'OLD'
  let transferred = false
  const known = new Map<string, 'applied' | 'rejected'>()
  const pick = <T>(...of: T[]): T => of[Math.floor(random() * of.length)] as T
  const apply = (step: WriteStep, requestId: string): void => {
    known.set(requestId, 'applied')
    if (step === 'TRANSFER') transferred = true
    else plan = step === 'CHANGE' ? 'NEW' : 'OLD'
  }
  return {
    pick,
    plan: () => plan,
    transferred: () => transferred,
    send(step: WriteStep, requestId: string): Finding {
      const fate = pick('apply', 'apply', 'applyAndDrop', 'drop', 'notSent', 'refuse', 'unsupported', 'later')
      if (fate === 'notSent') return { found: 'notSent', step, reason: 'away', retryAfterMs: 1_000 }
      if (fate === 'unsupported') return { found: 'unsupported', step }
      if (fate === 'drop') return { found: 'inDoubt', step, reason: 'reset' }
      if (fate === 'refuse') {
        known.set(requestId, 'rejected')
        return random() < 0.5
          ? { found: 'refused', step, resultCode: step === 'TRANSFER' ? pick('4001', '4002') : '2004' }
          : { found: 'inDoubt', step, reason: 'reset' }
      }
      apply(step, requestId)
      if (fate === 'later') return { found: 'processing', step }
      return fate === 'apply'
        ? { found: 'accepted', step, kosOrderNumber: 'KO', effectiveOn: null }
        : { found: 'inDoubt', step, reason: 'reset' }
    },
    status: (step: WriteStep, requestId: string): Finding => ({
      found: 'status',
      step,
      status: pick(known.get(requestId) ?? 'unknown', null, 'unsupported'),
      kosOrderNumber: null,
      plan: step === 'TRANSFER' ? null : pick(plan, plan, null),
    }),
  }
}

const commandsOf = ['retry', 'compensate', 'markApplied', 'note', 'cancel'] as const

function walk(seed: number): { events: RecordedEvent[]; projected: Projected; plan: string } {
  const random = createRandom(seed)
  const kos = createKos(random)
  let now = began.getTime()
  const events = recordAfter(0, [happened.requested()], began)
  let projected = project(changeId, events)
  const append = (more: readonly ChangeEvent[]) => {
    const recorded = recordAfter(projected.view.version, more, new Date(now))
    events.push(...recorded)
    projected = recorded.reduce(projectNext, projected)
  }
  const findingOf = (action: Exclude<Action, { do: 'wait' | 'nothing' }>): Finding => {
    switch (action.do) {
      case 'start':
        return { found: 'due' }
      case 'precheck':
        return kos.pick<Finding>(
          { found: 'unavailable', retryAfterMs: null },
          kos.plan() === 'OLD'
            ? {
                found: 'checks',
                checks: passedChecks,
                from: product('OLD'),
                to: product('NEW'),
                contract: kos.pick({ kind: 'NONE' }, { kind: 'UNKNOWN' }, { kind: 'CONTRACT', months: 12 }),
              }
            : { found: 'refusal', checks: failedChecks, plan: kos.plan() },
        )
      case 'send':
        append([
          {
            type:
              action.step === 'CHANGE'
                ? 'KosChangeRequested'
                : action.step === 'TRANSFER'
                  ? 'ContractTransferRequested'
                  : 'CompensationRequested',
            data: action.order,
          },
        ])
        // Now and then the worker dies here: what KOS does with the order nobody here hears.
        if (random() < 0.1) {
          kos.send(action.step, action.order.requestId)
          return { found: 'inDoubt', step: action.step, reason: 'died' }
        }
        return kos.send(action.step, action.order.requestId)
      case 'leaveContract':
        return { found: 'contractLeft', reason: action.reason }
      case 'doubt':
        return { found: 'inDoubt', step: action.step, reason: 'OUTCOME_NOT_RECORDED' }
      case 'resolve':
        return kos.status(action.step, action.requestId)
      case 'readBack':
        return kos.pick<Finding>({ found: 'unavailable', retryAfterMs: null }, { found: 'plan', plan: kos.plan() })
      case 'tellBilling':
        return kos.pick<Finding>({ found: 'unavailable', retryAfterMs: null }, { found: 'told', lineVersion: 1 })
      default:
        return action satisfies never
    }
  }
  for (let step = 0; step < 80; step += 1) {
    now += Math.floor(random() * kos.pick(100, 20_000, policy.maxProcessingMs, policy.doubtGiveUpMs))
    const { state } = projected
    const action = nextAction(state, new Date(now), policy)
    if (random() < 0.05 || action.do === 'nothing') {
      const command = kos.pick(...commandsOf)
      // Nobody vouches for what is not so.
      if (command === 'markApplied') continue
      const decided = decideCommand(state, {
        command,
        by: 'op',
        why: 'w',
        note: 'n',
        kosOrderNumber: 'KO',
      } as ChangeCommand)
      if ('events' in decided) append(decided.events)
      continue
    }
    if (action.do === 'wait') continue
    const finding = findingOf(action)
    append(decide(projected.state, finding, new Date(now), policy).events)
  }
  return { events, projected, plan: kos.plan() }
}

const seeds = Array.from({ length: 3_000 }, (_, seed) => seed)
const walks = seeds.map(walk)
const indexOf = (events: RecordedEvent[], type: ChangeEvent['type']) => events.findIndex((event) => event.type === type)

describe('UFR-PROD-040 whatever KOS does', () => {
  it('versions are 1 to n', () => {
    for (const { events, projected } of walks) {
      expect(events.map(({ version }) => version)).toEqual(events.map((_, index) => index + 1))
      expect(projected.view.version).toBe(events.length)
    }
  })

  it.each(['KosChangeRequested', 'ContractTransferRequested', 'CompensationRequested'] as const)(
    'between one %s and the next it is known that the first had no effect',
    (type) => {
      for (const { events } of walks) {
        let open = false
        for (const event of events) {
          if (event.type === type) {
            expect(open).toBe(false)
            open = true
          }
          const without = event.type === 'DoubtResolved' && !event.data.applied
          if (event.type === 'NotSent' || without || event.type === 'CompensationRefused') open = false
        }
      }
    },
  )

  it('an end is the end: nothing follows but notes', () => {
    for (const { events } of walks) {
      const end = events.findIndex(({ type }) => ['Completed', 'Rejected', 'Cancelled', 'Compensated'].includes(type))
      if (end < 0) continue
      expect(events.slice(end + 1).filter(({ type }) => type !== 'OperatorNoted')).toEqual([])
    }
  })

  it('what is told is so', () => {
    for (const { events, projected, plan } of walks) {
      const has = (type: ChangeEvent['type']) => indexOf(events, type) >= 0
      const { status } = projected.view
      if (status === 'COMPLETED') {
        expect([has('KosChanged'), has('ReadBackConfirmed'), plan]).toEqual([true, true, 'NEW'])
      }
      if (status === 'COMPENSATED') {
        expect(has('KosChangedBack') || !has('KosChanged')).toBe(true)
        expect(plan).toBe('OLD')
      }
      if (status === 'REJECTED' || status === 'CANCELLED') expect([has('KosChanged'), plan]).toEqual([false, 'OLD'])
    }
  })

  it('the walks come everywhere', () => {
    const seen = new Set(walks.flatMap(({ events }) => events.map(({ type }) => type)))
    const rare = ['Cancelled', 'Compensated', 'AttentionNeeded', 'OperatorRetried', 'OperatorOrderedCompensation']
    expect([...seen]).toEqual(expect.arrayContaining(['Completed', 'Rejected', 'CompensationRefused', ...rare]))
    expect(walks.filter(({ projected }) => isTerminal(projected.state.phase)).length).toBeGreaterThan(1_000)
  })
})

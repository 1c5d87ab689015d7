import { kosControls, type KosControls } from '../testing/program/kosControls.js'
import { type RoleCopy } from '../testing/program/roleCopy.js'
import { patience, type Stack } from '../testing/program/stack.js'
import { type SeededRandom } from './seededRandom.js'

/** Breaks things while customers work, one after another, until it is told to stop. Then it mends everything. */
export interface Nemesis {
  /** Resolves when what it broke last is whole again. */
  stop(): Promise<void>
  /** What it did, in order, and how often. */
  deeds: { at: Date; deed: string }[]
}

/** Each with how often it is chosen among all. */
type Deed = { name: string; weight: number; perform: (random: SeededRandom) => Promise<void> }

/** Longer than a lease, so that a frozen worker wakes up as a zombie. */
const frozenMs = patience.SAGA_LEASE_MS + 1_500

/** Begins at once; the seed decides the order of the deeds, the machine their exact moment. */
export function startNemesis(stack: Stack, random: SeededRandom, say: (line: string) => void): Nemesis {
  const kos = kosControls(stack.kosUrl)
  const deeds: Nemesis['deeds'] = []
  let stopped = false
  let wake: () => void = () => undefined
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  const running = (async () => {
    while (!stopped) {
      const deed = choose(deedsOn(stack, kos), random)
      deeds.push({ at: new Date(), deed: deed.name })
      say(`  nemesis: ${deed.name}`)
      await deed.perform(random).catch((error: unknown) => say(`  nemesis: ${deed.name} failed: ${String(error)}`))
      if (!stopped) await pause(random.int(700, 2_500))
    }
  })()

  return {
    deeds,
    async stop() {
      stopped = true
      wake()
      await running
      await kos.heal()
    },
  }
}

function deedsOn(stack: Stack, kos: KosControls): Deed[] {
  const every = { K1: {}, K3: {}, K4: {}, K7: {} }
  const fault = (name: string, weight: number, set: (random: SeededRandom) => Promise<void>): Deed => ({
    name: `KOS: ${name}`,
    weight,
    perform: set,
  })
  return [
    { name: 'kill -9 a saga', weight: 4, perform: (random) => killAndStart(random.pick(stack.sagas)) },
    {
      name: 'freeze a saga for longer than its lease',
      weight: 4,
      perform: (random) => freezeFor(random.pick(stack.sagas), frozenMs),
    },
    { name: 'kill -9 a product', weight: 2, perform: (random) => killAndStart(random.pick(stack.products)) },
    { name: 'kill -9 a gateway', weight: 2, perform: (random) => killAndStart(random.pick(stack.gateways)) },
    { name: 'PostgreSQL stops at once and recovers', weight: 2, perform: () => stack.restartPostgres() },
    fault('whole again', 3, () => kos.heal()),
    fault('orders applied, answers lost', 3, (random) =>
      kos.break(['K5', 'K6'], { applyThenDropRate: 0.5, seed: random.int(1, 1e6) }),
    ),
    fault('orders applied late', 3, (random) =>
      kos.break(['K5', 'K6'], { applyDelayMs: random.int(500, 4_000), readBackDelayMs: 1_500 }),
    ),
    fault('orders fail while applying', 1, (random) =>
      kos.break(['K5', 'K6'], { applyFailRate: 0.2, applyThenFailRate: 0.2, seed: random.int(1, 1e6) }),
    ),
    fault('a slow tail', 2, (random) =>
      kos.break(['K5', 'K6', ...keys(every)], { slowTail: { rate: 0.2, ms: 4_000 }, seed: random.int(1, 1e6) }),
    ),
    fault('a burst of 9999', 2, (random) =>
      kos.break(['K5', 'K6', ...keys(every)], { errorRate: 0.4, seed: random.int(1, 1e6) }),
    ),
    fault('resets', 2, (random) =>
      kos.break(['K5', 'K6', ...keys(every)], { resetRate: 0.3, seed: random.int(1, 1e6) }),
    ),
    fault('down', 1, () => kos.break(['all'], { down: true })),
  ]
}

async function killAndStart(copy: RoleCopy): Promise<void> {
  await copy.kill()
  await copy.start()
}

async function freezeFor(copy: RoleCopy, ms: number): Promise<void> {
  copy.freeze()
  await new Promise((resolve) => setTimeout(resolve, ms))
  copy.thaw()
}

const keys = (of: Record<string, unknown>): string[] => Object.keys(of)

function choose(deeds: Deed[], random: SeededRandom): Deed {
  let place = random.unit() * deeds.reduce((sum, { weight }) => sum + weight, 0)
  for (const deed of deeds) {
    place -= deed.weight
    if (place < 0) return deed
  }
  throw new Error('the weights do not add up')
}

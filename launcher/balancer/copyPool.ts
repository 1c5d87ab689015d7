import { Agent } from 'node:http'

/**
 * `ready`: says so at /readyz. `unready`: answers there, but with no, or too late. `away`: no connection can be made.
 */
export type CopyState = 'ready' | 'unready' | 'away'

/** What is under way with a copy: requests that have one answer, and streams that stay open (sockets, event streams). */
export type Load = 'requests' | 'streams'

/** One copy behind a balancer. */
export interface Copy extends Record<Load, number> {
  url: string
  state: CopyState
  /** Requests that it has answered since it was taken in. */
  served: number
  /** Keeps connections open, for requests. */
  agent: Agent
}

export interface CopyPool {
  all(): readonly Copy[]
  /** Takes a copy in that is in this state as far as is known; the next probe says. No effect when it is in already. */
  add(url: string, state: CopyState): void
  /** Sends it nothing more. Resolves once no request is under way, or after `withinMs`; streams are its own to end. */
  remove(url: string, withinMs: number): Promise<void>
  /**
   * The copy with the least of that load, in turn where several have it. One that is new gets few requests at once while
   * others are there: a cold process that is given its full share opens its connections and loads its code under that
   * load, and its first customers wait longer than they may. Where none is ready, one that at least answers:
   * if all say no, something behind them is ill, and what they can still do is more than we can.
   */
  pick(load: Load, tried: ReadonlySet<Copy>): Copy | null
  begin(copy: Copy, load: Load): void
  end(copy: Copy, load: Load): void
}

/** A copy that has answered so many is warm. */
export const warmAfter = 100
/** As many of those it has answered are worth one more at once. */
const servedForOneMore = 5

/** Less than what our roles keep an idle connection open for, so that we close it first, ms. */
const idleMs = 30_000
const maxIdleConnections = 256

export function createCopyPool(): CopyPool {
  const copies: Copy[] = []
  const leaving = new Map<Copy, () => void>()
  let turn = 0

  function pick(load: Load, tried: ReadonlySet<Copy>): Copy | null {
    const untried = copies.filter((copy) => !tried.has(copy))
    const ready = untried.filter(({ state }) => state === 'ready')
    const willing = load === 'requests' ? ready.filter(mayHaveMore) : ready
    const usable = [willing, ready, untried.filter(({ state }) => state === 'unready')].find(isNotEmpty) ?? []
    turn = (turn + 1) % 1_000_000
    const inTurn = usable.map((_, index) => usable[(index + turn) % usable.length] as Copy)
    return inTurn.reduce<Copy | null>((least, copy) => (least && least[load] <= copy[load] ? least : copy), null)
  }

  return {
    all: () => copies,
    add(url, state) {
      if (copies.some((copy) => copy.url === url)) return
      const agent = new Agent({ keepAlive: true, timeout: idleMs, maxFreeSockets: maxIdleConnections })
      copies.push({ url, state, served: 0, agent, requests: 0, streams: 0 })
    },
    async remove(url, withinMs) {
      const index = copies.findIndex((copy) => copy.url === url)
      const [copy] = index === -1 ? [] : copies.splice(index, 1)
      if (!copy) return
      if (copy.requests > 0) {
        await new Promise<void>((resolve) => {
          const giveUp = setTimeout(resolve, withinMs)
          leaving.set(copy, () => {
            clearTimeout(giveUp)
            resolve()
          })
        })
        leaving.delete(copy)
      }
      closeIdle(copy.agent)
    },
    pick,
    begin: (copy, load) => void (copy[load] += 1),
    end(copy, load) {
      copy[load] -= 1
      copy.served += 1
      if (copy.requests === 0) leaving.get(copy)?.()
    },
  }
}

const mayHaveMore = ({ requests, served }: Copy): boolean =>
  served >= warmAfter || requests < 1 + Math.floor(served / servedForOneMore)
const isNotEmpty = (list: readonly unknown[]): boolean => list.length > 0

/** Closes what is open and idle, and keeps nothing open from now on; what is under way goes on. */
function closeIdle(agent: Agent): void {
  agent.maxFreeSockets = 0
  for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy()
}

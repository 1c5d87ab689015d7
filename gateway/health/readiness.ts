import { get } from '../../platform/http/get.js'

export interface Readiness {
  ready: boolean
  /** Which subgraphs do not serve. */
  waitingFor: string[]
}

/** How long a subgraph may take to say that it serves. */
const deadlineMs = 1_000

/**
 * Whether every subgraph serves, asked when it is asked for: those who wait for us ask each second anyway, and a state
 * kept here could only be older. Questions that come at once share one answer.
 */
export function createReadiness(
  subgraphs: readonly { name: string; url: string }[],
  probe: (url: string) => Promise<boolean> = answersReady,
): () => Promise<Readiness> {
  let asking: Promise<Readiness> | undefined

  async function ask(): Promise<Readiness> {
    const answers = await Promise.all(subgraphs.map(({ url }) => probe(`${url}/readyz`)))
    const waitingFor = subgraphs.flatMap(({ name }, index) => (answers[index] === true ? [] : [name]))
    return { ready: waitingFor.length === 0, waitingFor }
  }

  return () => {
    asking ??= ask().finally(() => {
      asking = undefined
    })
    return asking
  }
}

async function answersReady(url: string): Promise<boolean> {
  try {
    return (await get(url, { timeoutMs: deadlineMs })).status === 200
  } catch {
    return false
  }
}

import { type Pool } from 'undici'
import { setTimeout as wait } from 'node:timers/promises'
import { postJson, type PostJsonOptions, type RawAnswer } from './postJson.js'
import { isGraphqlAnswer, parseJson } from './subgraphAnswer.js'

/** Where the other copies of a subgraph take over, they do so within this time, ms; apart, so that not all come at once. */
const earliestMs = 20
const latestMs = 80
/** With less of the deadline left than this, a second try would only be cut off, ms. */
const worthwhileMs = 100

/**
 * Sends a fetch, and once more where a copy of the subgraph went away under it: another one is likely to be there. A query
 * is sent again whenever the connection failed, or the balancer in front says that it did. A mutation only when no
 * connection was made at all, since what has been sent may have been carried out. Nobody is asked twice for being slow.
 *
 * @param timeoutMs for both together
 * @param random in [0, 1)
 */
export function postTwice(pool: Pool, options: PostTwiceOptions): Promise<RawAnswer> {
  const endsAt = performance.now() + options.timeoutMs
  // The usual case adds one turn to what an operation waits for, four times.
  return postJson(pool, options).then((first) =>
    (options.isMutation ? wasNotSent(first) : wasCutOff(first)) ? postAgain(pool, options, first, endsAt) : first,
  )
}

interface PostTwiceOptions extends PostJsonOptions {
  isMutation: boolean
  random: () => number
}

async function postAgain(pool: Pool, options: PostTwiceOptions, first: RawAnswer, endsAt: number): Promise<RawAnswer> {
  const pause = earliestMs + options.random() * (latestMs - earliestMs)
  if (endsAt - performance.now() < pause + worthwhileMs) return first
  await wait(pause)
  return postJson(pool, { ...options, timeoutMs: Math.ceil(endsAt - performance.now()) })
}

const wasNotSent = (answer: RawAnswer): boolean => !answer.ok && answer.unsent === true

/** A balancer answers 502 or 503 for a copy that is gone, and a role that is closing 503; neither is GraphQL. */
function wasCutOff(answer: RawAnswer): boolean {
  if (!answer.ok) return answer.reason === 'connection'
  return (answer.status === 502 || answer.status === 503) && !isGraphqlAnswer(parseJson(answer.text))
}

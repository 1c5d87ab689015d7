import { setTimeout as wait } from 'node:timers/promises'
import { type Answer } from '../../platform/http/connections/answer.js'
import { type ConnectionPool, type Request } from '../../platform/http/connections/connectionPool.js'
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
 * @param isCareful for a mutation
 * @param timeoutMs for both together
 * @param random in [0, 1)
 */
export function sendTwice(pool: ConnectionPool, options: SendTwiceOptions): Promise<Answer> {
  const endsAt = performance.now() + options.timeoutMs
  // The usual case adds one turn to what an operation waits for, four times.
  return pool
    .send(options)
    .then((first) =>
      (options.isCareful ? wasNotSent(first) : wasCutOff(first)) ? sendAgain(pool, options, first, endsAt) : first,
    )
}

interface SendTwiceOptions extends Request {
  random: () => number
}

async function sendAgain(
  pool: ConnectionPool,
  options: SendTwiceOptions,
  first: Answer,
  endsAt: number,
): Promise<Answer> {
  const pause = earliestMs + options.random() * (latestMs - earliestMs)
  if (endsAt - performance.now() < pause + worthwhileMs) return first
  await wait(pause)
  return pool.send({ ...options, timeoutMs: Math.ceil(endsAt - performance.now()) })
}

const wasNotSent = (answer: Answer): boolean => !answer.ok && answer.unsent === true

/** A balancer answers 502 or 503 for a copy that is gone, and a role that is closing 503; neither is GraphQL. */
function wasCutOff(answer: Answer): boolean {
  if (!answer.ok) return answer.reason === 'connection'
  return (answer.status === 502 || answer.status === 503) && !isGraphqlAnswer(parseJson(answer.text))
}

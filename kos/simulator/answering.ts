import { type FastifyReply, type FastifyRequest } from 'fastify'
import { type CallCounter } from './calls/callCounter.js'
import { type Faults, type Fate, type Operation } from './faults/faults.js'
import { type FaultSwitches } from './faults/faultSwitches.js'
import { envelope, refuse, traceIdOf, type Answer } from './wire/envelope.js'
import { sendMalformed } from './wire/malformedAnswer.js'
import { MalformedRequest } from './wire/requests.js'

/** An operation's answer; `counted` where the call was counted in the effect's own transaction. */
export interface Outcome {
  answer: Answer
  counted: boolean
}

/** One of K1 to K7: reads the request and answers it. Knows nothing of faults but what its effect needs. */
export type OperationHandler = (request: FastifyRequest, fate: Fate, faults: Faults) => Promise<Outcome>

export interface AnsweringContext {
  switches: FaultSwitches
  calls: CallCounter
  clock: () => Date
  /** Ends waits when the simulator stops. */
  stopping: AbortSignal
}

/** The body of a 503: it comes from what stands in front of KOS, so it is no envelope. */
const unavailable = '<html><body><h1>503 Service Unavailable</h1></body></html>'

const drop = (reply: FastifyReply): void => {
  reply.hijack()
  reply.raw.destroy()
}

const wait = (ms: number, stopping: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (ms <= 0 || stopping.aborted) return resolve()
    const end = () => {
      clearTimeout(timer)
      stopping.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    stopping.addEventListener('abort', end)
  })

/**
 * Puts an operation behind its fault switches: wait, drop, 503 or 9999 first, then the operation, then what may happen
 * to its answer. A caller that has hung up is served all the same, as KOS does: its change is applied.
 */
export function answering(operation: Operation, context: AnsweringContext, handle: OperationHandler) {
  const { switches, calls, clock, stopping } = context
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const fate = switches.next(operation)
    const dropped = (outcome: string) => {
      calls.count(operation, outcome)
      drop(reply)
    }
    const say = (answer: Answer) => envelope(answer, clock(), traceIdOf(request.headers))

    if (fate.dropAtOnce) return dropped('DOWN')
    if (fate.waitMs > 0) await wait(fate.waitMs, stopping)
    if (stopping.aborted) return dropped('STOPPED')
    if (fate.reset) return dropped('RESET')
    if (fate.httpError) {
      calls.count(operation, 'HTTP_503')
      return reply.code(503).type('text/html; charset=utf-8').send(unavailable)
    }
    if (fate.systemError) {
      calls.count(operation, '9999')
      return reply.send(say(refuse('9999')))
    }
    const { answer, counted } = await handle(request, fate, switches.of(operation)).catch((error: unknown) => {
      calls.count(operation, error instanceof MalformedRequest ? error.resultCode : '9999')
      throw error
    })
    if (!counted) calls.count(operation, fate.malformed ? 'MALFORMED' : answer.resultCode)
    // A refusal leaves nothing to be in doubt about, so it is answered.
    if (fate.applyThenDrop && (answer.resultCode === '0000' || fate.applyThenFail)) return drop(reply)
    if (fate.malformed) {
      reply.hijack()
      await sendMalformed(reply.raw, fate.malformed, say(answer), stopping)
      return reply
    }
    return reply.send(say(answer))
  }
}

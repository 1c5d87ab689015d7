import { type FastifyInstance } from 'fastify'
import { type IncomingMessage, type ServerResponse } from 'node:http'
import { isDraining } from '../../platform/http/draining.js'
import { isHost } from '../errors/httpErrors.js'
import { type RateLimits } from '../rateLimits/createRateLimits.js'
import { type ReadForwarded } from '../request/forwarded.js'
import { mayUseCookies } from '../session/originRule.js'
import { type SessionNow } from '../session/readSessionOf.js'
import { type AnswerKept, createAnswerKept, type KeptAnswerOptions } from './answerKept.js'
import { answerKnown, type KnownCallOptions } from './answerKnown.js'
import { keepBodyAtTheDoor } from './bodyAtTheDoor.js'
import { type Caller } from './caller.js'
import { type KnownCalls } from './knownCalls.js'

export type FrontDoorOptions = KeptAnswerOptions & KnownCallOptions & AdmissionOptions

interface AdmissionOptions {
  calls: Pick<KnownCalls, 'find'>
  /** Who asks, where that is known without waiting. */
  sessionNow: SessionNow
  readForwarded: ReadForwarded
  allowedOrigins: readonly string[]
  limits: Pick<RateLimits, 'request'>
}

/** Bytes. What is longer goes the usual way. */
const longestBody = 16 * 1024
/** A request that comes so long after the one before is not made to wait for others, ms. */
const apartMs = 1
/** So many are answered together at most: of more, what the first have brought has left the processor's caches by then. */
const mostTogether = 32

/**
 * Answers what is known well, before anything else of a server runs: routes, hooks, streams and promises cost several times
 * what an answer from memory does, and a fifth of one that is fetched. Known are answers that the response cache has, and
 * queries that were carried out before with the same body. Everything else that an answer hangs on is asked here as well
 * (the host, the origin of cookies, the session, its rate), and whoever does not pass goes the usual way, where it is
 * refused in the usual words. So does whatever is not a plain request with a short JSON body that is there already.
 */
export function answerAtTheDoor(app: FastifyInstance, options: FrontDoorOptions): void {
  const { server } = app
  const [serve] = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[]
  if (!serve) throw new Error('nothing serves yet')
  const answerKept = createAnswerKept(options)
  /** Each with its body in full. They are answered together, once all that has come was read or they are many. */
  let waiting: Arrived[] = []
  let lastAt = -Infinity

  function answerWaiting(): void {
    const arrived = waiting
    waiting = []
    for (const one of arrived) answerOrServe(one)
  }

  function answerOrServe({ request, response, length, beganAt }: Arrived): void {
    const body = request.read(length) as Buffer | null
    if (body?.length === length && answer({ request, response, body: body.toString(), beganAt }, answerKept, options))
      return
    if (body) {
      request.unshift(body)
      keepBodyAtTheDoor(request, body)
    }
    serve?.call(server, request, response)
  }

  server.removeAllListeners('request')
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const length = plainLength(request)
    if (length === null || isDraining(app)) return serve.call(server, request, response)
    const beganAt = performance.now()
    const isAlone = beganAt - lastAt > apartMs
    lastAt = beganAt
    const arrived = { request, response, length, beganAt }
    request.once('readable', () => {
      if (isAlone && waiting.length === 0) return answerOrServe(arrived)
      if (waiting.push(arrived) === 1) setImmediate(answerWaiting)
      if (waiting.length === mostTogether) answerWaiting()
    })
  })
}

/** A request whose body has begun to come. */
interface Arrived extends Omit<Caller, 'body'> {
  /** Bytes that its body has. */
  length: number
}

/** How many bytes of JSON a request brings; null for one that is not plain. */
function plainLength({ method, url, headers }: IncomingMessage): number | null {
  if (method !== 'POST' || url !== '/graphql' || headers['content-type'] !== 'application/json') return null
  if (headers['transfer-encoding'] !== undefined || headers['content-encoding'] !== undefined) return null
  const length = Number(headers['content-length'])
  return length > 0 && length <= longestBody ? length : null
}

/** @returns whether it is answered, or will be: then nobody else may. */
function answer(caller: Caller, answerKept: AnswerKept, options: FrontDoorOptions): boolean {
  const { request } = caller
  const { headers } = request
  const { address, host, https } = options.readForwarded(request.socket.remoteAddress, headers)
  if (!isHost(headers.host ?? '')) return false
  if (headers.cookie !== undefined && !mayUseCookies({ ...headers, host }, options.allowedOrigins)) return false
  const call = options.calls.find(headers, caller.body)
  const session = call && options.sessionNow(headers)
  if (!session) return false
  const admitted = { session, address, https }
  const begin = answerKept(caller, call, admitted) ?? answerKnown(caller, call, admitted, options)
  // Counted last: who goes the usual way is counted there.
  if (!begin || options.limits.request(session, address) > 0) return false
  // Its end, which is there with its body as a rule: reading on for it costs a turn.
  if (request.complete) request.read()
  else request.resume()
  begin()
  return true
}

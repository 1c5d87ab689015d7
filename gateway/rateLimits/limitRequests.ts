import { type FastifyInstance } from 'fastify'
import { type IncomingHttpHeaders } from 'node:http'
import { type Logger } from '../../platform/logging/logger.js'
import { errorBody } from '../errors/errorBody.js'
import { type ReadForwarded } from '../request/forwarded.js'
import { type RequestRecords } from '../request/requestRecords.js'
import { mayUseCookies } from '../session/originRule.js'
import { type ReadSessionOf } from '../session/readSessionOf.js'
import { type Session } from '../session/session.js'
import { type RateLimits } from './createRateLimits.js'
import { tooManyMessage } from './tooManyRequests.js'

export interface AdmissionOptions {
  limits: Pick<RateLimits, 'request'>
  log: Logger
  readSessionOf: ReadSessionOf
  readForwarded: ReadForwarded
  allowedOrigins: readonly string[]
}

export interface Admission {
  /** 0, or the seconds after which to come again. */
  retryAfterSeconds: number
  session: Session
}

/** Counts whoever comes, by what the first line and the headers of the request say. */
export type Admit = (peer: string | undefined, headers: IncomingHttpHeaders) => Promise<Admission>

export function createAdmission(options: AdmissionOptions): Admit {
  const { limits, readSessionOf, readForwarded, allowedOrigins, log } = options
  let warned = false

  /** A proxy that nobody told us of is counted as one client, and all who come through it are refused together. */
  function warnOfUnknownProxy(): void {
    if (warned) return
    warned = true
    log.warn('a peer over its rate sends X-Forwarded-For: if it is a proxy of ours, name it in TRUSTED_PROXIES')
  }

  return async (peer, headers) => {
    const { address, byProxy, host } = readForwarded(peer, headers)
    // Another site's page that sends a customer's cookies is not the customer, and must not use up what is theirs.
    const session: Session = mayUseCookies({ ...headers, host }, allowedOrigins)
      ? await readSessionOf(headers)
      : { kind: 'anonymous' }
    const retryAfterSeconds = limits.request(session, address)
    if (retryAfterSeconds > 0 && session.kind !== 'identified' && !byProxy && headers['x-forwarded-for'] !== undefined)
      warnOfUnknownProxy()
    return { retryAfterSeconds, session }
  }
}

/** Asked often, by those who look after us. */
const probes: ReadonlySet<string> = new Set(['/healthz', '/readyz'])

/**
 * Refuses whoever asks too often with 429, before anything of the body is read. What was found out about credentials
 * that are no good is kept, so that nobody has them looked at twice.
 */
export function limitRequests(app: FastifyInstance, records: RequestRecords, admit: Admit): void {
  app.addHook('onRequest', async (request, reply) => {
    if (probes.has(request.url)) return
    const { retryAfterSeconds, session } = await admit(request.ip, request.headers)
    const record = records.of(request)
    if (session.kind === 'refused') record.refusedSession = session
    if (retryAfterSeconds === 0) return
    record.codes.push('RATE_LIMITED')
    return reply
      .code(429)
      .header('retry-after', retryAfterSeconds)
      .send(errorBody(tooManyMessage, 'RATE_LIMITED', { retryAfterSeconds }))
  })
}

import { type FastifyReply, type FastifyRequest } from 'fastify'
import { type IncomingHttpHeaders } from 'node:http'
import { type IdentityVerifier } from '../../platform/identity/identityVerifier.js'
import { type Logger } from '../../platform/logging/logger.js'
import { refusal } from '../errors/refusal.js'
import { readOwnCookies, toCookieHeader } from '../session/cookies.js'
import { mayUseCookies } from '../session/originRule.js'
import { type ReadSessionOf } from '../session/readSessionOf.js'
import { readSession, type Session } from '../session/session.js'
import { type SessionWarmUp } from '../session/warmUp.js'
import { type ReadForwarded } from './forwarded.js'
import { type GatewayContext } from './gatewayContext.js'
import { readRequestId } from './requestId.js'
import { hashCustomer, type RequestRecord } from './requestRecord.js'
import { type RequestRecords } from './requestRecords.js'

export interface ReadContextOptions {
  verifier: Pick<IdentityVerifier, 'verify'>
  readSessionOf: ReadSessionOf
  records: RequestRecords
  log: Logger
  allowedOrigins: readonly string[]
  readForwarded: ReadForwarded
  warmUp: Pick<SessionWarmUp, 'begin'>
}

/** @throws GraphQLError FORBIDDEN when another site's page sends our cookies. */
export async function readContext(
  request: FastifyRequest,
  reply: FastifyReply,
  options: ReadContextOptions,
): Promise<GatewayContext> {
  const { headers } = request
  const record = options.records.of(request)
  const { trace } = record
  const { address, host } = options.readForwarded(request.ip, headers)
  if (!mayUseCookies({ ...headers, host }, options.allowedOrigins)) {
    record.codes.push('FORBIDDEN')
    throw refusal('Cookies are accepted only from pages of this host.', 'FORBIDDEN', 403)
  }
  const session =
    record.refusedSession ??
    (await options.readSessionOf(headers).catch((error: unknown) => {
      options.log.error({ err: error, traceId: trace.traceId }, 'unexpected error')
      throw refusal('unexpected', 'INTERNAL_SERVER_ERROR', 500, { reference: trace.traceId })
    }))
  const addSetCookie = (cookie: string) => void reply.header('set-cookie', cookie)
  return makeContext({ headers, record, session, clientAddress: address, addSetCookie }, options)
}

/** What is known of a request of which the sender is known. */
export function makeContext(
  {
    headers,
    record,
    session,
    clientAddress,
    addSetCookie,
  }: Pick<GatewayContext, 'record' | 'session' | 'clientAddress' | 'addSetCookie'> & { headers: IncomingHttpHeaders },
  options: Pick<ReadContextOptions, 'verifier' | 'log' | 'warmUp'>,
): GatewayContext {
  const { trace } = record
  const log = lazily(() => options.log.child({ traceId: trace.traceId }))
  return {
    trace,
    requestId: readRequestId(headers['x-request-id']) ?? trace.traceId,
    // Most requests log nothing but their line.
    get log() {
      return log()
    },
    session: noted(session, record),
    async sessionOf(accessToken) {
      const begun = await readSession({ kind: 'token', token: accessToken }, options.verifier)
      if (begun.kind === 'identified') options.warmUp.begin(accessToken, trace)
      return noted(begun, record)
    },
    clientAddress,
    cookieHeader: toCookieHeader(readOwnCookies(headers.cookie)),
    addSetCookie,
    record,
  }
}

function noted(session: Session, record: RequestRecord): Session {
  if (session.kind === 'identified') record.customer = hashCustomer(session.identity.customerId)
  return session
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

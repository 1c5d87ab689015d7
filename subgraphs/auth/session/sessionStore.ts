import { randomUUID } from 'node:crypto'
import { type AuthDatabase, type AuthTransaction, transactionDeadlines } from '../database.js'
import { opaqueTokenHash, newOpaqueToken, type RandomBytes, successorOf } from './refreshToken.js'
import { decideRotation } from './rotationPolicy.js'
import { sessionTimes } from './sessionLifetime.js'

export type ClientKind = 'BROWSER' | 'API'

export interface LiveSession {
  id: string
  customerId: string
  client: ClientKind
  keepSignedIn: boolean
  expiresAt: Date
}

export type Rotation =
  | { kind: 'continued'; session: LiveSession; refreshToken: string }
  | { kind: 'over' }
  | { kind: 'reused'; sessionId: string }

export interface SessionStore {
  begin(session: {
    customerId: string
    client: ClientKind
    keepSignedIn: boolean
    now: Date
  }): Promise<{ session: LiveSession; refreshToken: string }>
  /** Takes the token in for a successor, or ends its family: see rotationPolicy. Parallel calls of one session take turns. */
  rotate(presented: { token: string; client: ClientKind; now: Date }): Promise<Rotation>
  /** The live session that a refresh token belongs to, used or not. */
  findByRefreshToken(token: string, now: Date): Promise<{ id: string; customerId: string } | null>
  /** Ends one session, or all of the customer's. Returns the ids of those that were live until now. */
  end(which: { sessionId: string; customerId: string; everywhere: boolean; now: Date }): Promise<string[]>
  isEnded(sessionId: string): Promise<boolean>
  /** Ids of the sessions that were ended since then. */
  endedSince(since: Date): Promise<string[]>
}

/** Longer than any client can refresh within one grace: a guard against walking for ever. */
const longestChain = 200

export function createSessionStore(db: AuthDatabase, random?: RandomBytes): SessionStore {
  return {
    async begin({ customerId, client, keepSignedIn, now }) {
      const refreshToken = newOpaqueToken(random)
      const session = await db.session.create({
        data: {
          id: randomUUID(),
          customerId,
          client,
          keepSignedIn,
          ...sessionTimes(keepSignedIn, now, now),
          refreshTokens: { create: { hash: opaqueTokenHash(refreshToken), issuedAt: now } },
        },
      })
      return { session, refreshToken }
    },

    rotate: ({ token, client, now }) =>
      db.$transaction(async (tx): Promise<Rotation> => {
        const session = await lockSessionOf(tx, token)
        if (!session || session.client !== client) return { kind: 'over' }
        const presented = await tx.refreshToken.findUniqueOrThrow({ where: { hash: opaqueTokenHash(token) } })
        const decision = decideRotation({ usedAt: presented.usedAt, session }, now)
        switch (decision) {
          case 'over':
            return { kind: 'over' }
          case 'endFamily':
            await tx.session.update({ where: { id: session.id }, data: { endedAt: now, end: 'REFRESH_TOKEN_REUSED' } })
            return { kind: 'reused', sessionId: session.id }
          case 'rotate': {
            const salt = newOpaqueToken(random)
            const refreshToken = successorOf(token, salt)
            await tx.refreshToken.update({
              where: { hash: presented.hash },
              data: { usedAt: now, successorSalt: salt },
            })
            await tx.refreshToken.create({
              data: { hash: opaqueTokenHash(refreshToken), sessionId: session.id, issuedAt: now },
            })
            await tx.session.update({
              where: { id: session.id },
              data: sessionTimes(session.keepSignedIn, session.startedAt, now),
            })
            return { kind: 'continued', session, refreshToken }
          }
          case 'repeat':
            return { kind: 'continued', session, refreshToken: await newestOfFamily(tx, token) }
          default:
            return decision satisfies never
        }
      }, transactionDeadlines),

    async findByRefreshToken(token, now) {
      const found = await db.refreshToken.findUnique({
        where: { hash: opaqueTokenHash(token) },
        include: { session: true },
      })
      if (!found || found.session.endedAt || found.session.idleExpiresAt <= now || found.session.expiresAt <= now)
        return null
      return { id: found.session.id, customerId: found.session.customerId }
    },

    async end({ sessionId, customerId, everywhere, now }) {
      const which = everywhere ? { customerId } : { id: sessionId, customerId }
      const ended = await db.session.updateManyAndReturn({
        where: { ...which, endedAt: null, idleExpiresAt: { gt: now }, expiresAt: { gt: now } },
        data: { endedAt: now, end: everywhere ? 'SIGNED_OUT_EVERYWHERE' : 'SIGNED_OUT' },
        select: { id: true },
      })
      return ended.map(({ id }) => id)
    },

    async isEnded(sessionId) {
      const rows = await db.$queryRaw<
        unknown[]
      >`SELECT 1 FROM session WHERE id = ${sessionId}::uuid AND ended_at IS NULL`
      return rows.length === 0
    },

    async endedSince(since) {
      const rows = await db.session.findMany({ where: { endedAt: { gte: since } }, select: { id: true } })
      return rows.map(({ id }) => id)
    },
  }
}

/** The session of the token, held until the transaction ends, so that parallel refreshes see each other's work. */
async function lockSessionOf(tx: AuthTransaction, token: string) {
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    SELECT s.id FROM session s JOIN refresh_token t ON t.session_id = s.id WHERE t.hash = ${opaqueTokenHash(token)} FOR UPDATE OF s`
  return row ? tx.session.findUniqueOrThrow({ where: { id: row.id } }) : null
}

async function newestOfFamily(tx: AuthTransaction, token: string): Promise<string> {
  let newest = token
  for (let step = 0; step < longestChain; step += 1) {
    const row = await tx.refreshToken.findUniqueOrThrow({ where: { hash: opaqueTokenHash(newest) } })
    if (row.successorSalt === null) return newest
    newest = successorOf(newest, row.successorSalt)
  }
  throw new Error('a chain of refresh tokens has no end')
}

import { type LineEffect } from '../billing/timeline.js'
import { type Database, type Transaction } from '../database.js'

export type OrderKind = LineEffect['kind']

/** One row of the ledger, as the simulator's controls show it. */
export interface LedgerEntry {
  seq: number
  at: Date
  kind: string
  requestId: string
  lineNumber: string
  from: string
  to: string
}

/**
 * A line's effects, oldest first.
 *
 * @param seenAt only those that an inquiry at that moment may see; absent, all.
 * @param lagMs and of these only those that are that old.
 */
export async function effectsOf(
  database: Database | Transaction,
  lineNumber: string,
  seenAt?: Date,
  lagMs = 0,
): Promise<LineEffect[]> {
  // Asked with every inquiry and every order, so without what a query builder costs.
  const rows = await database.$queryRaw<{ at: Date; kind: string; toCode: string }[]>`
    SELECT at, kind, to_code AS "toCode" FROM effect
    WHERE line_number = ${lineNumber} AND (${seenAt ?? null}::timestamptz IS NULL
      OR (visible_at <= ${seenAt ?? null}::timestamptz
        AND at <= ${seenAt ? new Date(seenAt.getTime() - lagMs) : null}::timestamptz))
    ORDER BY seq`
  return rows.map(({ at, kind, toCode }) => ({
    at,
    kind: kind === 'CONTRACT_TRANSFER' ? kind : 'PRODUCT_CHANGE',
    to: toCode,
  }))
}

/** Effects of a line, of a request, or all of them; at most 10,000. */
export async function listLedger(
  database: Database,
  filter: { lineNumber?: string | undefined; requestId?: string | undefined },
): Promise<LedgerEntry[]> {
  const { lineNumber, requestId } = filter
  const rows = await database.effect.findMany({
    where: { ...(lineNumber && { lineNumber }), ...(requestId && { requestId }) },
    orderBy: { seq: 'asc' },
    take: 10_000,
  })
  return rows.map(({ seq, at, kind, requestId: id, lineNumber: number, fromCode, toCode }) => ({
    seq,
    at,
    kind,
    requestId: id,
    lineNumber: number,
    from: fromCode,
    to: toCode,
  }))
}

/** Lines that have an effect, or an order that is yet to have one. */
export async function touchedLines(database: Database): Promise<Set<string>> {
  const effects = await database.effect.findMany({ distinct: ['lineNumber'], select: { lineNumber: true } })
  const orders = await database.kosOrder.findMany({ where: { status: 'PENDING' }, select: { lineNumber: true } })
  return new Set([...effects, ...orders].map(({ lineNumber }) => lineNumber))
}

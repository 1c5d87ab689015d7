import { type AuthDatabase, type AuthTransaction, transactionDeadlines } from '../database.js'
import { type AccessHashes, type AccessRecord, type ChainedRecord, type ChainEnds } from './accessRecord.js'

/** The log no longer holds together: somebody other than us has written to it. */
export class AccessLogBroken extends Error {
  override readonly name = 'AccessLogBroken'
}

export type Appended = { kind: 'recorded'; number: number; hash: string } | { kind: 'tooMany'; againAt: Date }

/** So many accesses within so many ms, and no more, for one actor. */
export interface AccessLimit {
  most: number
  withinMs: number
}

/**
 * Who was shown whose personal data. Records are only ever added, each with the hash of the one before; the database
 * refuses to change one, and to delete one before its two years are over.
 */
export interface AccessLog {
  /**
   * Resolves when the record is safe, or when the actor has had enough within the limit; copies of auth count together.
   *
   * @throws AccessLogBroken when the log's end has been tampered with: nothing is added to what cannot be believed
   */
  append(record: AccessRecord, limit: AccessLimit): Promise<Appended>
  /** Lets go of the records from before `oldest`, from the first on. Returns how many. @throws AccessLogBroken */
  letGo(oldest: Date): Promise<number>
}

/** Names the lock under which the log is written to; no other lock of this database has this number. */
const logLock = 4_301

/** In auth's database. */
export function createAccessLog(db: AuthDatabase, hashes: AccessHashes): AccessLog {
  const alone = <T>(write: (tx: AuthTransaction, ends: ChainEnds) => Promise<T>): Promise<T> =>
    db.$transaction(async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(${logLock}::bigint)`
      return write(tx, await readEnds(tx, hashes))
    }, transactionDeadlines)

  async function moveEnds(tx: AuthTransaction, ends: ChainEnds): Promise<void> {
    const data = { ...ends, seal: hashes.ofEnds(ends) }
    await tx.personalDataAccessChain.upsert({ where: { id: 1 }, create: { id: 1, ...data }, update: data })
  }

  return {
    append: (record, { most, withinMs }) =>
      alone(async (tx, ends) => {
        const within = { actorId: record.actorId, at: { gt: new Date(record.at.getTime() - withinMs) } }
        const recent = await tx.personalDataAccess.findMany({
          where: within,
          orderBy: { at: 'desc' },
          take: most,
          select: { at: true },
        })
        const last = recent[most - 1]
        if (last) return { kind: 'tooMany', againAt: new Date(last.at.getTime() + withinMs) }
        const placed = { ...record, number: ends.lastNumber + 1, previousHash: ends.lastHash }
        const hash = hashes.ofRecord(placed)
        await tx.personalDataAccess.create({ data: { ...placed, hash } })
        await moveEnds(tx, { ...ends, lastNumber: placed.number, lastHash: hash })
        return { kind: 'recorded', number: placed.number, hash }
      }),

    letGo: (oldest) =>
      alone(async (tx, ends) => {
        const kept = await tx.personalDataAccess.aggregate({ _min: { number: true }, where: { at: { gte: oldest } } })
        const firstKept = kept._min.number ?? ends.lastNumber + 1
        if (firstKept <= ends.firstNumber) return 0
        const lastGone = await tx.personalDataAccess.findUnique({ where: { number: firstKept - 1 } })
        if (!lastGone) throw new AccessLogBroken(`record ${firstKept - 1} of the access log is missing`)
        const { count } = await tx.personalDataAccess.deleteMany({ where: { number: { lt: firstKept } } })
        await moveEnds(tx, { ...ends, firstNumber: firstKept, firstPreviousHash: lastGone.hash })
        return count
      }),
  }
}

/** Where the chain begins and ends, when that can be believed. @throws AccessLogBroken */
export async function readEnds(tx: AuthTransaction, hashes: AccessHashes): Promise<ChainEnds> {
  const row = await tx.personalDataAccessChain.findUnique({ where: { id: 1 } })
  const [last] = await tx.personalDataAccess.findMany({ orderBy: { number: 'desc' }, take: 1 })
  if (!row) {
    if (last) throw new AccessLogBroken('the access log has records, and nothing says where it begins and ends')
    return { firstNumber: 1, firstPreviousHash: '', lastNumber: 0, lastHash: '' }
  }
  const { firstNumber, firstPreviousHash, lastNumber, lastHash, seal } = row
  const ends = { firstNumber, firstPreviousHash, lastNumber, lastHash }
  if (hashes.ofEnds(ends) !== seal)
    throw new AccessLogBroken('what says where the access log begins and ends was altered')
  const empty = lastNumber === firstNumber - 1
  if (empty ? last !== undefined : last?.number !== lastNumber || last.hash !== lastHash)
    throw new AccessLogBroken('the access log does not end where it should')
  return ends
}

/** The records from `number` on, so many at most, in their order. */
export async function readRecords(tx: AuthTransaction, number: number, most: number): Promise<ChainedRecord[]> {
  const rows = await tx.personalDataAccess.findMany({
    where: { number: { gte: number } },
    orderBy: { number: 'asc' },
    take: most,
  })
  return rows.map((row) => ({ ...row, shown: row.shown as ChainedRecord['shown'] }))
}

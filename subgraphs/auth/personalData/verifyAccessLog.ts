import { type AuthDatabase } from '../database.js'
import { AccessLogBroken, readEnds, readRecords } from './accessLogStore.js'
import { type AccessHashes, type ChainEnds } from './accessRecord.js'

/** The log as a whole: whether every record is there, as it was written and in its place. */
export type Verdict =
  | (ChainEnds & { kind: 'intact'; records: number })
  /** `because` names no person. */
  | { kind: 'broken'; because: string }

const pageSize = 1_000
/** Of one moment, however long it takes, ms. */
const reading = { isolationLevel: 'RepeatableRead', maxWait: 5_000, timeout: 600_000 } as const

/**
 * Looks at every record of one moment. What it cannot see is a whole log that was put back as it once was, ends and all: so
 * compare `lastNumber` and `lastHash` with the log line that each access leaves.
 */
export async function verifyAccessLog(db: AuthDatabase, hashes: AccessHashes): Promise<Verdict> {
  try {
    return await db.$transaction(async (tx) => {
      const ends = await readEnds(tx, hashes)
      let next = { number: ends.firstNumber, previousHash: ends.firstPreviousHash }
      for (;;) {
        const records = await readRecords(tx, next.number, pageSize)
        for (const record of records) {
          if (record.number !== next.number) throw new AccessLogBroken(`record ${next.number} is missing`)
          if (record.previousHash !== next.previousHash || hashes.ofRecord(record) !== record.hash)
            throw new AccessLogBroken(`record ${record.number} was altered`)
          next = { number: record.number + 1, previousHash: record.hash }
        }
        if (records.length < pageSize) break
      }
      if ((await readRecords(tx, 0, 1)).some(({ number }) => number < ends.firstNumber))
        throw new AccessLogBroken('there are records from before the log begins')
      return { kind: 'intact', ...ends, records: next.number - ends.firstNumber }
    }, reading)
  } catch (error) {
    if (error instanceof AccessLogBroken) return { kind: 'broken', because: error.message }
    throw error
  }
}

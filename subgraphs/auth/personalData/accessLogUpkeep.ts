import { type Logger } from '../../../platform/logging/logger.js'
import { type Clock } from '../../../platform/time/clock.js'
import { type RepeatedWork } from '../../../platform/upkeep/startUpkeep.js'
import { type AuthDatabase } from '../database.js'
import { type AccessLog } from './accessLogStore.js'
import { type AccessHashes } from './accessRecord.js'
import { verifyAccessLog } from './verifyAccessLog.js'

const dayMs = 24 * 60 * 60 * 1_000

/** Accesses to personal data are kept for two years. A day more: the database counts the two years by its own clock. */
export function oldestAccessKept(now: Date): Date {
  const oldest = new Date(now)
  oldest.setUTCFullYear(oldest.getUTCFullYear() - 2)
  return new Date(oldest.getTime() - dayMs)
}

/** Once a day, and at start: the log is looked at as a whole, and what has outlived its two years is let go of. */
export function accessLogUpkeep(parts: {
  db: AuthDatabase
  hashes: AccessHashes
  accessLog: AccessLog
  clock: Clock
  log: Logger
}): RepeatedWork {
  const { db, hashes, accessLog, clock, log } = parts
  return {
    name: 'access log',
    everyMs: dayMs,
    afterFailureMs: 60_000,
    atOnce: true,
    async run() {
      const verdict = await verifyAccessLog(db, hashes)
      if (verdict.kind === 'broken') return log.error(verdict, 'the log of accesses to personal data was tampered with')
      const gone = await accessLog.letGo(oldestAccessKept(clock()))
      log.info({ records: verdict.records, lastNumber: verdict.lastNumber, gone }, 'the access log holds together')
    },
  }
}

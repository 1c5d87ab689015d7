import { type AuthDatabase } from '../database.js'
import { failureMemoryMs } from '../signIn/lockoutPolicy.js'

const day = 24 * 60 * 60 * 1000

/** How long each kind of row is kept when it is of no more use, ms. */
export const retention = {
  /** The audit of sign-in. */
  attempts: 90 * day,
  /** Sessions that are over, with their refresh tokens: a token that was copied is recognised for so long. */
  sessions: 7 * day,
  /** Devices that nobody signed in on. */
  devices: 365 * day,
  failures: failureMemoryMs,
}

/** Deletes what has outlived its use, so that no flood of sign-ins fills the database for good. Safe to run anywhere, any time. */
export async function purgeExpired(
  db: AuthDatabase,
  now: Date,
): Promise<{ attempts: number; failures: number; sessions: number; devices: number }> {
  const before = (ms: number) => ({ lt: new Date(now.getTime() - ms) })
  const attempts = await db.signInAttempt.deleteMany({ where: { at: before(retention.attempts) } })
  const failures = await db.signInLock.deleteMany({ where: { lastAttemptAt: before(retention.failures) } })
  const devices = await db.knownDevice.deleteMany({ where: { lastSeenAt: before(retention.devices) } })
  const over = before(retention.sessions)
  const sessions = await db.session.deleteMany({
    where: { OR: [{ endedAt: over }, { idleExpiresAt: over }, { expiresAt: over }] },
  })
  return { attempts: attempts.count, failures: failures.count, sessions: sessions.count, devices: devices.count }
}

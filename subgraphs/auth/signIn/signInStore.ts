import { randomUUID } from 'node:crypto'
import { type AuthDatabase, type AuthTransaction, transactionDeadlines } from '../database.js'
import { type FailureCount, judgeAttempt, type Verdict } from './lockoutPolicy.js'

export interface AttemptRecord {
  loginIdIndex: string
  /** Null when nobody has this login id. */
  customerId: string | null
  /** Hash of the device's secret; null when it sent none. */
  deviceHash: string | null
  traceId: string
  now: Date
}

export interface SignInStore {
  /** The counts as they stand, without changing them: whether hashing the password is worth the while. */
  counts(
    attempt: Pick<AttemptRecord, 'loginIdIndex' | 'customerId' | 'deviceHash'>,
  ): Promise<{ account: FailureCount; device: FailureCount | null }>
  /** Judges the attempt, counts it and records it, in one transaction on locked rows: parallel guesses count exactly. */
  settle(attempt: AttemptRecord & { right: boolean }): Promise<Verdict>
  /** Whether any customer has signed in on the device with this secret. */
  isKnownDevice(deviceHash: string): Promise<boolean>
  /** The device may from now on get in although the account is locked. Keeps the customer's latest devices only. */
  rememberDevice(device: { customerId: string; deviceHash: string; now: Date }): Promise<void>
}

/** So many devices of one customer are remembered. */
const devicesKept = 20

const outcomes = { signedIn: 'SIGNED_IN', invalid: 'INVALID_CREDENTIALS', locked: 'ACCOUNT_LOCKED' } as const

/** A customer id that no customer has, so that an unknown login id takes the same steps. */
const nobody = '00000000-0000-0000-0000-000000000000'

export function createSignInStore(db: AuthDatabase): SignInStore {
  return {
    async counts({ loginIdIndex, customerId, deviceHash }) {
      const [account, device] = await Promise.all([
        db.signInLock.findUnique({ where: { loginIdIndex } }),
        deviceHash === null
          ? null
          : db.knownDevice.findUnique({
              where: { customerId_secretHash: { customerId: customerId ?? nobody, secretHash: deviceHash } },
            }),
      ])
      return { account: account ?? { failures: 0, lockedUntil: null }, device }
    },

    settle: (attempt) =>
      db.$transaction(async (tx) => {
        const account = await lockAccount(tx, attempt)
        const device =
          attempt.deviceHash === null ? null : await lockDevice(tx, attempt.customerId ?? nobody, attempt.deviceHash)
        const judged = judgeAttempt({ account, device, right: attempt.right, now: attempt.now })
        await tx.signInLock.update({ where: { loginIdIndex: attempt.loginIdIndex }, data: judged.account })
        if (device && judged.device) {
          await tx.knownDevice.update({ where: { id: device.id }, data: { ...judged.device, lastSeenAt: attempt.now } })
        }
        const { loginIdIndex, traceId, now } = attempt
        await tx.signInAttempt.create({
          data: { at: now, loginIdIndex, traceId, outcome: outcomes[judged.verdict.kind] },
        })
        return judged.verdict
      }, transactionDeadlines),

    isKnownDevice: async (secretHash) =>
      (await db.knownDevice.findFirst({ where: { secretHash }, select: { id: true } })) !== null,

    async rememberDevice({ customerId, deviceHash: secretHash, now }) {
      await db.knownDevice.upsert({
        where: { customerId_secretHash: { customerId, secretHash } },
        create: { id: randomUUID(), customerId, secretHash, createdAt: now, lastSeenAt: now },
        update: { lastSeenAt: now },
      })
      const beyond = await db.knownDevice.findMany({
        where: { customerId },
        orderBy: { lastSeenAt: 'desc' },
        skip: devicesKept,
        select: { id: true },
      })
      if (beyond.length > 0) await db.knownDevice.deleteMany({ where: { id: { in: beyond.map(({ id }) => id) } } })
    },
  }
}

/** Takes the login id's row, makes it when it is the first attempt, and holds it until the transaction ends. */
async function lockAccount(tx: AuthTransaction, { loginIdIndex, now }: AttemptRecord): Promise<FailureCount> {
  const [row] = await tx.$queryRaw<{ failures: number; lockedUntil: Date | null }[]>`
    INSERT INTO sign_in_lock (login_id_index, failures, last_attempt_at) VALUES (${loginIdIndex}, 0, ${now})
    ON CONFLICT (login_id_index) DO UPDATE SET last_attempt_at = ${now}
    RETURNING failures, locked_until AS "lockedUntil"`
  if (!row) throw new Error('the row of a sign-in count is gone')
  return row
}

async function lockDevice(
  tx: AuthTransaction,
  customerId: string,
  secretHash: string,
): Promise<(FailureCount & { id: string }) | null> {
  const [row] = await tx.$queryRaw<{ id: string; failures: number; lockedUntil: Date | null }[]>`
    SELECT id, failures, locked_until AS "lockedUntil" FROM known_device
    WHERE customer_id = ${customerId}::uuid AND secret_hash = ${secretHash} FOR UPDATE`
  return row ?? null
}

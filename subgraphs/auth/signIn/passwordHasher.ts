import { hash, verify } from '@node-rs/argon2'
import { DomainError } from '../../../platform/errors/domainError.js'

/** OWASP's parameters for argon2id, the library's default variant: 19 MiB, two passes, one lane. */
export const argon2Parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

export interface PasswordHasher {
  hash(password: string): Promise<string>
  /**
   * Whether the password belongs to the hash; a null hash (there is no such customer) takes just as long and says no.
   *
   * @throws DomainError SERVICE_UNAVAILABLE with retryAfterSeconds when too many wait already.
   */
  verify(passwordHash: string | null, password: string): Promise<boolean>
}

/** Runs at most `concurrency` hashes at once and lets `queue` more wait: memory and CPU of a flood stay bounded. */
export async function createPasswordHasher({
  concurrency,
  queue,
}: {
  concurrency: number
  queue: number
}): Promise<PasswordHasher> {
  const nobodysHash = await hash('a password that nobody has', argon2Parameters)
  const waiting: (() => void)[] = []
  let running = 0

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= concurrency) {
      if (waiting.length >= queue) throw tooBusy()
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else {
      running += 1
    }
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }

  return {
    hash: (password) => inTurn(() => hash(password, argon2Parameters)),
    verify: (passwordHash, password) =>
      inTurn(async () => {
        const right = await verify(passwordHash ?? nobodysHash, password)
        return right && passwordHash !== null
      }),
  }
}

function tooBusy(): DomainError {
  return new DomainError('SERVICE_UNAVAILABLE', '로그인 요청이 많습니다. 잠시 후 다시 시도해주세요.', {
    details: { retryAfterSeconds: 3 },
  })
}

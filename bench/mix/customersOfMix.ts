import { openPhone, type PhoneParts } from './phone.js'

/** The most frequent customers sign in and look at their bills, a few at a time. */
export async function signInFirst(parts: Omit<PhoneParts, 'thinkMs' | 'nextCustomer'>, count: number): Promise<void> {
  const waiting = Array.from({ length: count }, (_, place) => userIdAt(place))
  const phones = Array.from({ length: atOnce }, () => openPhone({ ...parts, thinkMs: 0, nextCustomer: () => '' }))
  await Promise.all(
    phones.map(async (phone) => {
      for (let userId = waiting.shift(); userId !== undefined; userId = waiting.shift()) await phone.arrive(userId)
      await phone.close()
    }),
  )
}

/** As many as auth hashes passwords without making anybody wait. */
const atOnce = 4
/** The login id of the customer at that place, the most frequent first. */
export const userIdAt = (place: number): string => `c${String(place + 1).padStart(5, '0')}`

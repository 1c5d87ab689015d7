import { signInCustomers } from './customers.js'

/** Access tokens live for 15 minutes, and a bench may last longer. */
const renewAfterMs = 8 * 60_000

/** Access tokens of so many customers, who sign in again before theirs run out. */
export function createFreshTokens(
  url: string,
  customers: number,
  renewed: (tokens: string[]) => Promise<void> = () => Promise.resolve(),
): () => Promise<string[]> {
  let tokens: string[] = []
  let since = -Infinity
  return async () => {
    if (performance.now() - since > renewAfterMs) {
      tokens = await signInCustomers(url, customers)
      since = performance.now()
      await renewed(tokens)
    }
    return tokens
  }
}

import { createInternalClient, failureCode } from '../../platform/http/internalClient.js'
import { type Logger } from '../../platform/logging/logger.js'

/** What the saga needs of billing. */
export interface BillingPort {
  /**
   * Tells billing that the line's plan has changed, so that it fetches the line's bill anew. Repeat it until it is told:
   * a version that billing knows already changes nothing. `lineKey` is the line number's blind index.
   *
   * @returns true once billing has noted it; false when it could not be told within 3 s. Never throws.
   */
  tellLineVersion(lineKey: string, version: number): Promise<boolean>
  /** Waits for the calls under way, each of which has a deadline. */
  close(): Promise<void>
}

const deadlineMs = 3_000
const connections = 10

/** `billingUrl` may have a base path; `blindIndexKey` is BLIND_INDEX_KEY, from which the signing key is derived. */
export function createBillingPort({
  billingUrl,
  blindIndexKey,
  log,
}: {
  billingUrl: string
  blindIndexKey: string
  log: Logger
}): BillingPort {
  const client = createInternalClient({ url: billingUrl, blindIndexKey, connections, deadlineMs })
  return {
    async tellLineVersion(lineKey, version) {
      try {
        const status = await client.put(`/internal/lines/${encodeURIComponent(lineKey)}/version`, { version })
        if (status === 204) return true
        log.warn({ status }, 'billing did not take the version of a line')
      } catch (error) {
        log.warn({ code: failureCode(error) }, 'billing could not be told the version of a line')
      }
      return false
    },
    close: () => client.close(),
  }
}

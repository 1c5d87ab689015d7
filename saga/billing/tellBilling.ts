import { Pool } from 'undici'
import { createInternalSignature, internalSignatureHeader } from '../../platform/http/internalSignature.js'
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
  const base = new URL(billingUrl)
  const prefix = base.pathname.replace(/\/+$/, '')
  const pool = new Pool(base.origin, { connections, pipelining: 1, keepAliveTimeout: 4_000 })
  const signature = createInternalSignature(blindIndexKey)
  return {
    async tellLineVersion(lineKey, version) {
      const call = {
        method: 'PUT' as const,
        path: `/internal/lines/${encodeURIComponent(lineKey)}/version`,
        body: JSON.stringify({ version }),
      }
      try {
        const { statusCode, body } = await pool.request({
          method: call.method,
          path: `${prefix}${call.path}`,
          headers: { 'content-type': 'application/json', [internalSignatureHeader]: signature.sign(call) },
          body: call.body,
          signal: AbortSignal.timeout(deadlineMs),
        })
        await body.dump()
        if (statusCode === 204) return true
        log.warn({ status: statusCode }, 'billing did not take the version of a line')
      } catch (error) {
        log.warn({ code: codeOf(error) }, 'billing could not be told the version of a line')
      }
      return false
    },
    close: () => pool.close(),
  }
}

function codeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown }
  return String(typeof code === 'string' ? code : name)
}

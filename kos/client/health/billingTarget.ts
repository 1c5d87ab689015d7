import { createInternalClient } from '../../../platform/http/internalClient.js'
import { type ReportTarget } from './kosReporter.js'

const deadlineMs = 2_000

/** Billing over its signed internal route, from another role. Its own connection: reports stand in nobody's way. */
export function createBillingTarget(options: { billingUrl: string; blindIndexKey: string }): ReportTarget {
  const { billingUrl: url, blindIndexKey } = options
  const client = createInternalClient({ url, blindIndexKey, connections: 1, deadlineMs })
  return {
    async send(copy, report) {
      const status = await client.put(`/internal/kos-clients/${copy}`, report)
      if (status !== 204) throw Object.assign(new Error('billing did not take a report'), { code: String(status) })
    },
    close: () => client.close(),
  }
}

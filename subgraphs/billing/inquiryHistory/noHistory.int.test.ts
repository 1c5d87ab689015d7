import { describe, expect, it } from '@jest/globals'
import { startTestSimulator } from '../../../kos/simulator/testing/startTestSimulator.js'
import { startTestBilling } from '../testing/startTestBilling.js'

describe('UFR-BILL-040 billing with INQUIRY_HISTORY=off', () => {
  it('UFR-BILL-040 shows the bill, writes nothing, and has an empty history', async () => {
    const kos = await startTestSimulator()
    const env = { INQUIRY_HISTORY: 'off' }
    const billing = await startTestBilling({ kosUrl: kos.url, clock: () => kos.time.now, env })
    try {
      const line = await kos.line('demo01')
      const asked = await billing.line(line, 'bill { __typename ... on Bill { comparison { difference } } }')
      expect(asked).toMatchObject({ line: { bill: { __typename: 'Bill' } }, errors: [] })
      const shown = await billing.line(line, 'billInquiries { edges { cursor } pageInfo { hasNextPage } }')
      expect(shown.line).toEqual({ billInquiries: { edges: [], pageInfo: { hasNextPage: false } } })
      const all = await billing.ask('{ billInquiries { edges { cursor } } }', {}, { permissions: ['OPERATOR'] })
      expect(all.data).toEqual({ billInquiries: { edges: [] } })
      expect([await billing.rows.billInquiry.count(), await billing.rows.billProcessing.count()]).toEqual([0, 0])
    } finally {
      await billing.end()
      await kos.end()
    }
  })
})

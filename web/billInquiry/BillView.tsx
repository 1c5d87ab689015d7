import { SimpleGrid, Stack } from '@mantine/core'
import { type CombinedError } from 'urql'
import { type ShownBillFragment } from '../generated/operations.js'
import classes from './BillView.module.css'
import { BillActions } from './BillActions.js'
import { BillCharges } from './BillCharges.js'
import { BillDifference } from './BillDifference.js'
import { BillPayment } from './BillPayment.js'
import { BillTerms } from './BillTerms.js'
import { BillTotal } from './BillTotal.js'
import { BillUsage } from './BillUsage.js'
import { RecentBills } from './RecentBills.js'
import { errorAt } from './useBill.js'

export interface BillViewProps {
  lineId: string
  bill: ShownBillFragment
  /** What parts of the answer failed with. */
  error: CombinedError | undefined
  onRetry: () => void
  isAsking: boolean
}

/** All that is known of one bill. */
export function BillView({ lineId, bill, error, onRetry, isAsking }: BillViewProps) {
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, md: 2 }} className={classes['columns'] ?? ''}>
        <Stack>
          <BillTotal bill={bill} productError={errorAt(error, 'product')} />
          <BillCharges bill={bill} />
          <BillActions lineId={lineId} bill={bill} />
        </Stack>
        <Stack>
          <BillDifference
            month={bill.month}
            comparison={bill.comparison}
            error={errorAt(error, 'comparison')}
            onRetry={onRetry}
            isAsking={isAsking}
          />
          <BillUsage usage={bill.usage} />
          <BillPayment bill={bill} />
          <BillTerms bill={bill} />
        </Stack>
      </SimpleGrid>
      <RecentBills key={lineId} lineId={lineId} shown={bill} />
    </Stack>
  )
}

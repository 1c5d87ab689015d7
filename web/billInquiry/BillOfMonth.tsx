import { Alert, Anchor, Stack, Text, VisuallyHidden } from '@mantine/core'
import { useEffect, useEffectEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { LoadingBlock } from '../app/LoadingScreen.js'
import { Problem } from '../app/Problem.js'
import { StaleNotice } from '../app/StaleNotice.js'
import { Unavailable } from '../app/Unavailable.js'
import { useAutomaticRetry } from '../app/useAutomaticRetry.js'
import { useFormat } from '../format/useFormat.js'
import { BillView } from './BillView.js'
import { type AskedBill, useBill } from './useBill.js'
import { useBillMonths } from './useBillMonths.js'

/** s; looks whether KOS is back while an old bill is shown. */
const lookAgainAfter = 15

interface BillOfMonthProps {
  lineId: string
  /** null: the current one */
  month: string | null
  onMonthKnown: (month: string) => void
}

/** The bill, or which of the reasons there is for none. A bill that was there stays when it cannot be asked for anew. */
export function BillOfMonth({ lineId, month, onMonthKnown }: BillOfMonthProps) {
  const { t } = useTranslation('billInquiry')
  const { money, yearMonth } = useFormat()
  const asked = useBill(lineId, month)
  const { bill, error, isAsking, again } = asked
  const isStale = asked.result?.__typename === 'Bill' && asked.result.freshness.stale
  useAutomaticRetry(again, isStale ? lookAgainAfter : null)

  const known = bill?.month ?? (asked.result?.__typename === 'BillNotIssued' ? asked.result.month : null)
  const tell = useEffectEvent(onMonthKnown)
  useEffect(() => {
    if (known !== null) tell(known)
  }, [known])

  return (
    <Stack>
      <VisuallyHidden role="status">
        {bill && t('bill.announce', { month: yearMonth(bill.month), amount: money(bill.total) })}
      </VisuallyHidden>
      <WhyNone {...asked} lineId={lineId} />
      {bill && <StaleNotice freshness={bill.freshness} onRefresh={again} />}
      {bill && <BillView lineId={lineId} bill={bill} error={error} onRetry={again} isAsking={isAsking} />}
    </Stack>
  )
}

/** What is said in place of a bill, or above one that could not be asked for anew. */
function WhyNone({ lineId, bill, result, error, isAsking, again }: AskedBill & { lineId: string }) {
  const { t, i18n } = useTranslation('billInquiry')
  const { yearMonth } = useFormat()
  const ko = i18n.language === 'ko'
  if (!result) {
    // An error stays to be seen while it is asked again.
    if (!error) return <LoadingBlock height={320} />
    return (
      <Problem
        error={error}
        {...(bill && { title: t('bill.notKept') })}
        onRetry={again}
        isAsking={isAsking}
        retriesBySelf
      />
    )
  }
  switch (result.__typename) {
    case 'Bill':
      return null
    case 'BillNotIssued':
      return (
        <Alert role="status" color="blue" variant="light" title={t('notIssued.title')}>
          <Stack gap="xs" align="flex-start">
            <Text size="sm">{ko ? result.message : t('notIssued.text', { month: yearMonth(result.month) })}</Text>
            <ToLatest lineId={lineId} />
          </Stack>
        </Alert>
      )
    case 'LineNotActive':
      return (
        <Alert role="status" color="gray" variant="light" title={t('notActive.title')}>
          <Text size="sm">{ko ? result.message : t('notActive.text')}</Text>
        </Alert>
      )
    case 'TemporarilyUnavailable':
      return (
        <Unavailable
          {...result}
          title={t(bill ? 'bill.notKept' : 'unavailable.title')}
          onRetry={again}
          isAsking={isAsking}
        />
      )
    default:
      return result satisfies never
  }
}

/** The newest month that has a bill: where to go from one that has none. */
function ToLatest({ lineId }: { lineId: string }) {
  const { t } = useTranslation('billInquiry')
  const { yearMonth } = useFormat()
  const latest = useBillMonths(lineId).line?.billMonths[0]
  if (latest === undefined) return null
  return (
    <Anchor component={Link} to={`/bill/${lineId}/${latest}`} size="sm">
      {t('notIssued.toLatest', { month: yearMonth(latest) })}
    </Anchor>
  )
}

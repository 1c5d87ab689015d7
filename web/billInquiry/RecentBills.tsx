import { Anchor, Group, SegmentedControl, SimpleGrid, Table, Text, VisuallyHidden } from '@mantine/core'
import { useIntersection } from '@mantine/hooks'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useQuery } from 'urql'
import { LoadingBlock } from '../app/LoadingScreen.js'
import { Problem } from '../app/Problem.js'
import { StaleNotice } from '../app/StaleNotice.js'
import { useFormat } from '../format/useFormat.js'
import { RecentBillsDocument } from '../generated/operations.js'
import { BillSection } from './BillSection.js'
import classes from './RecentBills.module.css'
import { recentMonths, type MonthTotal } from './recentMonths.js'

/** Comes with the charting library, so only when there is something to draw. */
const RecentBillsChart = lazy(async () => ({ default: (await import('./RecentBillsChart.js')).RecentBillsChart }))

const ranges = [6, 12] as const

/**
 * The bills of the last six or twelve months beside each other. Each is an inquiry that leaves a record, so they are asked
 * for when one scrolls to them, and then no more as long as the page is open.
 *
 * @param shown the bill on the screen, which is the newer one of its month
 */
export function RecentBills({ lineId, shown }: { lineId: string; shown: MonthTotal }) {
  const { t } = useTranslation('billInquiry')
  const [range, setRange] = useState<number>(ranges[0])
  const { ref, entry } = useIntersection({ threshold: 0 })
  const [wasSeen, setSeen] = useState(false)
  if (entry?.isIntersecting === true && !wasSeen) setSeen(true)
  return (
    <div ref={ref}>
      <BillSection title={t('recent.title')}>
        <Group className="no-print">
          <SegmentedControl
            aria-label={t('recent.range')}
            value={String(range)}
            onChange={(chosen) => setRange(Number(chosen))}
            data={[
              { value: '6', label: t('recent.six') },
              { value: '12', label: t('recent.twelve') },
            ]}
          />
        </Group>
        {wasSeen ? <Bills lineId={lineId} range={range} shown={shown} /> : <LoadingBlock height={260} />}
      </BillSection>
    </div>
  )
}

function Bills({ lineId, range, shown }: { lineId: string; range: number; shown: MonthTotal }) {
  const { t } = useTranslation('billInquiry')
  const [{ data, error, fetching }, ask] = useQuery({
    query: RecentBillsDocument,
    variables: { lineId, first: range },
    requestPolicy: 'cache-first',
  })
  const again = (): void => ask({ requestPolicy: 'network-only' })
  const bills = data?.line?.bills
  if (!bills) {
    if (!error) return <LoadingBlock height={260} />
    return <Problem error={error} title={t('recent.unavailable')} onRetry={again} isAsking={fetching} retriesBySelf />
  }
  const stale = bills.find(({ freshness }) => freshness.stale)
  return (
    <>
      {stale && <StaleNotice freshness={stale.freshness} onRefresh={again} />}
      <Months lineId={lineId} range={range} months={recentMonths(bills, shown)} />
    </>
  )
}

function Months({ lineId, range, months }: { lineId: string; range: number; months: readonly MonthTotal[] }) {
  const { t } = useTranslation('billInquiry')
  const { money, yearMonth } = useFormat()
  const [first] = months
  if (!first) return <Text size="sm">{t('recent.none')}</Text>
  const count = months.length
  const highest = months.reduce((most, one) => (one.total > most.total ? one : most), first)
  const average = Math.round(months.reduce((sum, { total }) => sum + total, 0) / count)
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} className={classes['columns'] ?? ''}>
      <div className={classes['chart']}>
        <Suspense fallback={<LoadingBlock height={260} />}>
          <RecentBillsChart months={months} />
        </Suspense>
      </div>
      <div>
        <Text size="sm">
          {t('recent.average', {
            count,
            average: money(average),
            month: yearMonth(highest.month),
            highest: money(highest.total),
          })}
        </Text>
        {count < range && (
          <Text size="xs" c="dimmed">
            {t('recent.fewer', { count })}
          </Text>
        )}
        <Table mt="xs" verticalSpacing={4} horizontalSpacing="xs">
          <caption>
            <VisuallyHidden>{t('recent.caption', { count })}</VisuallyHidden>
          </caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t('recent.month')}</Table.Th>
              <Table.Th scope="col" ta="end">
                {t('recent.total')}
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {months.toReversed().map(({ month, total }) => (
              <Table.Tr key={month}>
                <Table.Th scope="row" fw={400}>
                  <Anchor component={Link} to={`/bill/${lineId}/${month}`} size="sm">
                    {yearMonth(month)}
                  </Anchor>
                </Table.Th>
                <Table.Td ta="end" className="amount">
                  {money(total)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </SimpleGrid>
  )
}

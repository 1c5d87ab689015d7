import '@mantine/charts/styles.layer.css'
import { BarChart } from '@mantine/charts'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format/useFormat.js'
import { type MonthTotal } from './recentMonths.js'

/** A bar for each month. It says nothing that the table beside it does not. */
export function RecentBillsChart({ months }: { months: readonly MonthTotal[] }) {
  const { t } = useTranslation('billInquiry')
  const { month: nameOf, money } = useFormat()
  return (
    <div aria-hidden>
      <BarChart
        h={260}
        data={months.map(({ month, total }) => ({ month: nameOf(month), total }))}
        dataKey="month"
        series={[{ name: 'total', label: t('recent.total'), color: 'pine.6' }]}
        valueFormatter={money}
        yAxisProps={{ width: 76 }}
        tickLine="none"
        barProps={{ isAnimationActive: false, radius: 4 }}
        // Hidden from screen readers, so nothing in it takes the focus.
        barChartProps={{ accessibilityLayer: false }}
      />
    </div>
  )
}

import '@mantine/charts/styles.layer.css'
import { BarChart, LineChart } from '@mantine/charts'
import { SimpleGrid, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format/useFormat.js'
import { ChartCard, type ChartColumn } from './ChartCard.js'
import { formatDuration } from './duration.js'
import { type ChartMinute } from './healthMinutes.js'

const height = 200
/** The keyboard goes to the table below a chart, not into the drawing. */
const drawingOnly = { accessibilityLayer: false }

/** The last hour, minute by minute: how long calls took, how many failed, what the cache did. */
export function HealthCharts({ minutes }: { minutes: ChartMinute[] }) {
  const { t, i18n } = useTranslation('desk')
  const { time } = useFormat()
  const duration = (ms: number): string => formatDuration(ms, i18n.language)
  const whole = (count: number): string => count.toLocaleString('ko-KR')
  const percent = (share: number): string => `${share}%`
  if (minutes.length === 0) return <Text c="dimmed">{t('charts.none')}</Text>
  const data = minutes.map((minute) => ({ ...minute, time: time(minute.at) }))
  const columns = {
    p50Ms: { key: 'p50Ms', name: t('charts.p50'), format: duration },
    p95Ms: { key: 'p95Ms', name: t('charts.p95'), format: duration },
    answered: { key: 'answered', name: t('charts.answered'), format: whole },
    failed: { key: 'failed', name: t('charts.failed'), format: whole },
    hitPercent: { key: 'hitPercent', name: t('charts.hits'), format: percent },
    stale: { key: 'stale', name: t('charts.stale'), format: whole },
  } satisfies Record<string, ChartColumn>
  const shared = { h: height, data, dataKey: 'time', withLegend: true, tooltipAnimationDuration: 0 } as const
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }}>
      <ChartCard title={t('charts.latency')} minutes={minutes} columns={[columns.p95Ms, columns.p50Ms]}>
        <LineChart
          {...shared}
          curveType="linear"
          connectNulls={false}
          dotProps={{ r: 2 }}
          valueFormatter={duration}
          yAxisProps={{ width: 60 }}
          lineChartProps={drawingOnly}
          lineProps={{ isAnimationActive: false }}
          series={[
            { name: 'p95Ms', label: t('charts.p95'), color: 'blue.6' },
            { name: 'p50Ms', label: t('charts.p50'), color: 'teal.6', strokeDasharray: '5 4' },
          ]}
        />
      </ChartCard>
      <ChartCard title={t('charts.calls')} minutes={minutes} columns={[columns.answered, columns.failed]}>
        <BarChart
          {...shared}
          type="stacked"
          valueFormatter={whole}
          yAxisProps={{ allowDecimals: false }}
          barChartProps={drawingOnly}
          barProps={{ isAnimationActive: false }}
          series={[
            { name: 'answered', label: t('charts.answered'), color: 'teal.6' },
            { name: 'failed', label: t('charts.failed'), color: 'red.6' },
          ]}
        />
      </ChartCard>
      <ChartCard title={t('charts.cache')} minutes={minutes} columns={[columns.hitPercent]}>
        <LineChart
          {...shared}
          curveType="linear"
          connectNulls={false}
          dotProps={{ r: 2 }}
          valueFormatter={percent}
          yAxisProps={{ domain: [0, 100], width: 60 }}
          lineChartProps={drawingOnly}
          lineProps={{ isAnimationActive: false }}
          series={[{ name: 'hitPercent', label: t('charts.hits'), color: 'blue.6' }]}
        />
      </ChartCard>
      <ChartCard title={t('charts.staleAnswers')} minutes={minutes} columns={[columns.stale]}>
        <BarChart
          {...shared}
          valueFormatter={whole}
          yAxisProps={{ allowDecimals: false }}
          barChartProps={drawingOnly}
          barProps={{ isAnimationActive: false }}
          series={[{ name: 'stale', label: t('charts.stale'), color: 'orange.6' }]}
        />
      </ChartCard>
    </SimpleGrid>
  )
}

import { Group, Select, Stack, Text, Title } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { LoadingBlock } from '../app/LoadingScreen.js'
import { useFormat } from '../format/useFormat.js'
import { DeskHealthDocument, DeskHealthHistoryDocument } from '../generated/operations.js'
import { BreakerChanges } from './BreakerChanges.js'
import { DeskScreen } from './DeskScreen.js'
import { HealthTiles } from './HealthTiles.js'
import { chartMinutes } from './healthMinutes.js'
import { KeptNotice } from './KeptNotice.js'
import { kosOperations } from './kosOperations.js'
import { ProcessTables } from './ProcessTables.js'
import { type Kept, useKeptQuery } from './useKeptQuery.js'

const HealthCharts = lazy(async () => ({ default: (await import('./HealthCharts.js')).HealthCharts }))

/** ms; processes tell how they fare every five seconds, and what is charted is by the minute. */
const askHealthEvery = 5_000
const askHistoryEvery = 15_000
const noVariables = {}
const lastHour = { minutes: 60 }

/** How the way to KOS stands now, how it stood in the last hour, and which breakers changed. */
export function HealthScreen() {
  const { t } = useTranslation('desk')
  const { timeWithSeconds } = useFormat()
  const health = useKeptQuery(DeskHealthDocument, noVariables, { everyMs: askHealthEvery })
  const history = useKeptQuery(DeskHealthHistoryDocument, lastHour, { everyMs: askHistoryEvery })
  const processes = health.data?.kosHealth ?? null
  return (
    <DeskScreen
      title={t('health.title')}
      actions={
        health.at !== null && (
          <Text size="sm" c="dimmed">
            {t('health.asOf', { at: timeWithSeconds(health.at) })}
          </Text>
        )
      }
    >
      <KeptNotice kept={health} />
      {processes !== null && <HealthTiles processes={processes} />}
      {processes === null && health.error === null && <LoadingBlock height={110} />}
      <BreakerChanges />
      <LastHour history={history} />
      {processes !== null && <ProcessTables processes={processes} />}
    </DeskScreen>
  )
}

function LastHour({ history }: { history: Kept<{ kosHealthHistory: Parameters<typeof chartMinutes>[0] }> }) {
  const { t } = useTranslation('desk')
  const [search, setSearch] = useSearchParams()
  const asked = search.get('operation')
  const operation = kosOperations.find((one) => one === asked) ?? null
  const choose = (chosen: string | null): void => {
    setSearch(chosen === null || chosen === '' ? {} : { operation: chosen }, {
      replace: true,
      preventScrollReset: true,
    })
  }
  return (
    <Stack component="section" gap="md" aria-label={t('charts.title')}>
      <Group justify="space-between" align="flex-end">
        <Title order={2} size="h4">
          {t('charts.title')}
        </Title>
        <Select
          label={t('charts.operation')}
          size="sm"
          allowDeselect={false}
          value={operation ?? ''}
          onChange={choose}
          data={[
            { value: '', label: t('charts.allOperations') },
            ...kosOperations.map((one) => ({ value: one, label: `${one} ${t(`operation.${one}`)}` })),
          ]}
        />
      </Group>
      <KeptNotice kept={history} />
      {history.data === null && history.error === null && <LoadingBlock height={240} />}
      {history.data !== null && (
        <Suspense fallback={<LoadingBlock height={240} />}>
          <HealthCharts minutes={chartMinutes(history.data.kosHealthHistory, operation)} />
        </Suspense>
      )}
    </Stack>
  )
}

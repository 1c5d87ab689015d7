import { Paper, SimpleGrid, Text } from '@mantine/core'
import { type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { type DeskHealthQuery } from '../generated/operations.js'
import { formatDuration } from './duration.js'
import { healthSummary } from './healthSummary.js'

/** The way to KOS at a glance. What there is no figure for says so, and is no zero. */
export function HealthTiles({ processes }: { processes: DeskHealthQuery['kosHealth'] }) {
  const { t, i18n } = useTranslation('desk')
  const { breakers, calls, failed, slowest, lookUps, hitRate, stale } = healthSummary(processes)
  const duration = (ms: number): string => formatDuration(ms, i18n.language)
  const number = (count: number): string => count.toLocaleString('ko-KR')
  const open = [...new Set(breakers.map(({ operation }) => operation))].join(', ')
  return (
    <SimpleGrid component="section" aria-label={t('tiles.label')} cols={{ base: 1, xs: 2, md: 4 }} spacing="sm">
      <Tile
        name={t('tiles.breakers')}
        value={
          processes.length === 0
            ? t('tiles.nobody')
            : breakers.length === 0
              ? t('tiles.allClosed')
              : t('tiles.open', { operations: open })
        }
        isBad={breakers.length > 0 || processes.length === 0}
        more={t('tiles.processes', { number: number(processes.length) })}
      />
      <Tile
        name={t('tiles.latency')}
        value={slowest === null ? t('tiles.noCalls') : duration(slowest.p95Ms)}
        more={
          slowest === null
            ? t('tiles.calls', { calls: number(calls), failed: number(failed) })
            : t('tiles.slowest', { operation: slowest.operation, p50: duration(slowest.p50Ms) })
        }
      />
      <Tile
        name={t('tiles.failed')}
        value={calls === 0 ? t('tiles.noCalls') : `${number(failed)} / ${number(calls)}`}
        isBad={failed > 0}
        more={calls === 0 ? '' : t('tiles.failedShare', { percent: percentOf(failed / calls) })}
      />
      <Tile
        name={t('tiles.cache')}
        value={hitRate === null ? t('tiles.noLookUps') : `${percentOf(hitRate)}%`}
        isBad={stale > 0}
        more={t('tiles.stale', { stale: number(stale), lookUps: number(lookUps) })}
      />
    </SimpleGrid>
  )
}

const percentOf = (share: number): string => String(Math.round(share * 1_000) / 10)

function Tile({ name, value, more, isBad = false }: { name: string; value: string; more: ReactNode; isBad?: boolean }) {
  return (
    <Paper withBorder p="md">
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <Text fz="xl" fw={700} className="amount" {...(isBad && { c: 'var(--mantine-color-error)' })}>
        {value}
      </Text>
      <Text size="xs" c="dimmed">
        {more}
      </Text>
    </Paper>
  )
}

import { Button, SimpleGrid, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { type DeskChangeCountsQuery, type ProductChangeStatus } from '../generated/operations.js'
import { type ChangeFilter, writeChangeFilter } from './changeFilter.js'
import classes from './CountsByState.module.css'
import { statusesByUrgency } from './changeStatuses.js'
import { formatAge } from './duration.js'
import { StatusBadge } from './StatusBadge.js'

/** How many changes stand in each state, and for how long. Pressing one or several narrows the list to them. */
export function CountsByState({
  counts,
  filter,
}: {
  counts: DeskChangeCountsQuery['productChangeCounts']
  filter: ChangeFilter
}) {
  const { t, i18n } = useTranslation('desk')
  const navigate = useNavigate()
  const narrowTo = (statuses: ProductChangeStatus[]): void =>
    void navigate(`?${writeChangeFilter({ ...filter, statuses, after: null }).toString()}`, {
      preventScrollReset: true,
    })
  const toggle = (status: ProductChangeStatus): void =>
    narrowTo(
      filter.statuses.includes(status) ? filter.statuses.filter((one) => one !== status) : [...filter.statuses, status],
    )
  return (
    <div role="group" aria-label={t('counts.label')}>
      <SimpleGrid cols={{ base: 2, xs: 3, lg: 9 }} spacing="xs" verticalSpacing="xs">
        {statusesByUrgency.map((status) => {
          const found = counts.find((one) => one.status === status)
          const isPressed = filter.statuses.includes(status)
          return (
            <button
              key={status}
              type="button"
              className={classes['count']}
              aria-pressed={isPressed}
              onClick={() => toggle(status)}
            >
              <StatusBadge status={status} />
              <Text fz="xl" fw={700} className="amount">
                {(found?.count ?? 0).toLocaleString('ko-KR')}
              </Text>
              <Text size="xs" c="dimmed">
                {found?.oldestAgeSeconds == null
                  ? t('counts.none')
                  : t('counts.oldest', { age: formatAge(found.oldestAgeSeconds, i18n.language) })}
              </Text>
            </button>
          )
        })}
      </SimpleGrid>
      {filter.statuses.length > 0 && (
        <Button variant="subtle" size="compact-sm" mt="xs" onClick={() => narrowTo([])}>
          {t('counts.all')}
        </Button>
      )}
    </div>
  )
}

import { Alert, Progress, Stack, Text, VisuallyHidden } from '@mantine/core'
import {
  IconArrowBackUp,
  IconCalendarClock,
  IconCircleCheck,
  IconCircleX,
  IconHeadset,
  IconHelpCircle,
  IconLoader,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format/useFormat.js'
import { type ProductChangeStatus } from '../generated/operations.js'
import { type ChangeHappening, type ChangeStanding } from './changeStory.js'
import { statusColor } from './statusColor.js'
import { useApiSentences } from './useApiSentences.js'

const icons: Record<ProductChangeStatus, typeof IconCircleCheck> = {
  RESERVED: IconCalendarClock,
  REQUESTED: IconLoader,
  IN_PROGRESS: IconLoader,
  IN_DOUBT: IconHelpCircle,
  COMPLETED: IconCircleCheck,
  REJECTED: IconCircleX,
  CANCELLED: IconCircleX,
  COMPENSATED: IconArrowBackUp,
  NEEDS_ATTENTION: IconHeadset,
}

/** Where it is on its way: the bar says how far. */
const moving: readonly ProductChangeStatus[] = ['REQUESTED', 'IN_PROGRESS', 'IN_DOUBT']

interface EndingProps {
  change: ChangeStanding
  /** Null while it is not known. */
  percent: number | null
  latest: ChangeHappening | undefined
}

/** Where a change stands, in words that no other state has; told to screen readers whenever it changes. */
export function Ending({ change, percent, latest }: EndingProps) {
  const { t } = useTranslation('productChange')
  const { dateOfYear } = useFormat()
  const sentences = useApiSentences()
  const { status, effectiveOn, failure } = change
  const Icon = icons[status]
  const isMoving = moving.includes(status)
  const title = t(`ending.${status}.title`)
  return (
    <Alert
      variant="light"
      color={statusColor(status)}
      title={title}
      icon={<Icon aria-hidden />}
      role="group"
      styles={{ title: { fontSize: 'var(--mantine-font-size-lg)' } }}
      data-status={status}
    >
      <Stack gap="sm">
        {failure && (
          <Text size="sm" fw={600}>
            {sentences.failure(failure)}
          </Text>
        )}
        <Text size="sm">{t(`ending.${status}.text`, { date: dateOfYear(effectiveOn) })}</Text>
        {isMoving && (
          <>
            {percent !== null && (
              <Progress.Root size="lg">
                <Progress.Section value={percent} aria-label={t('result.percent')} />
              </Progress.Root>
            )}
            <Text size="sm" fw={600}>
              {latest && sentences.happening(latest)}
              {percent !== null && ` (${percent}%)`}
            </Text>
          </>
        )}
      </Stack>
      <VisuallyHidden role="status" aria-live="polite">
        {isMoving && latest ? sentences.happening(latest) : title}
      </VisuallyHidden>
    </Alert>
  )
}

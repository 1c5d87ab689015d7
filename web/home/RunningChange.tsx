import { Alert, Anchor, Stack, Text } from '@mantine/core'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useSubscription } from 'urql'
import { useFormat } from '../format/useFormat.js'
import { HomeChangeDocument, type ProductChangeStatus } from '../generated/operations.js'

interface RunningChangeProps {
  change: { id: string; status: ProductChangeStatus; effectiveOn: string; version: number }
  /** Called when it has come to its end: the line may be on another plan now. */
  onEnded: () => void
}

/** A change of plan that is under way, with its state as it changes. */
export function RunningChange({ change, onEnded }: RunningChangeProps) {
  const { t } = useTranslation('home')
  const { dateOfYear } = useFormat()
  const [{ data }] = useSubscription({
    query: HomeChangeDocument,
    variables: { id: change.id, afterVersion: change.version },
  })
  const progress = data?.productChangeProgress
  const status = progress?.change.status ?? change.status
  const isOver = progress?.terminal === true
  useEffect(() => {
    if (isOver) onEnded()
    // The one time that it ends; `onEnded` is another function at each drawing.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [isOver])
  return (
    <Alert role="status" variant="light" title={t('change.title')}>
      <Stack gap="xs">
        <Text size="sm">{t(`change.status.${status}`, { date: dateOfYear(change.effectiveOn) })}</Text>
        <Anchor component={Link} to={`/changes/${change.id}`} size="sm">
          {t('change.details')}
        </Anchor>
      </Stack>
    </Alert>
  )
}

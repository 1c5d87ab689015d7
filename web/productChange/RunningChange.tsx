import { Alert, Button, Stack, Text } from '@mantine/core'
import { useEffect, useEffectEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useFormat } from '../format/useFormat.js'
import { type LineStanding } from './useLineStanding.js'
import { useChange } from './useChange.js'
import { isFinal } from './changeStory.js'

interface RunningChangeProps {
  change: NonNullable<LineStanding['activeChange']>
  /** Called when it has come to its end: the line may be on another plan now. */
  onEnded?: () => void
}

/** The change that is under way, as it goes on, and the way to it. */
export function RunningChange({ change, onEnded }: RunningChangeProps) {
  const { t } = useTranslation('productChange')
  const { dateOfYear } = useFormat()
  const { story } = useChange(change.id)
  const { status, effectiveOn } = story.change ?? change
  const isOver = isFinal(status)
  const ended = useEffectEvent(() => onEnded?.())
  useEffect(() => {
    if (isOver) ended()
  }, [isOver])
  return (
    <Alert role="status" variant="light" title={t(`ending.${status}.title`)}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{t(`ending.${status}.short`, { date: dateOfYear(effectiveOn) })}</Text>
        <Button component={Link} to={`/changes/${change.id}`} size="xs" variant="default">
          {t('running.look')}
        </Button>
      </Stack>
    </Alert>
  )
}

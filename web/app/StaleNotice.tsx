import { Alert, Button, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format/useFormat.js'

/** Says since when figures are old that are shown for want of newer ones, and asks again; nothing when they are fresh. */
export function StaleNotice({
  freshness,
  onRefresh,
}: {
  freshness: { asOf: string; stale: boolean }
  onRefresh?: () => void
}) {
  const { t } = useTranslation()
  const { dateTime } = useFormat()
  if (!freshness.stale) return null
  return (
    <Alert role="status" color="yellow" variant="light" p="xs">
      <Group justify="space-between" gap="xs">
        <Text size="sm">{t('stale', { since: dateTime(freshness.asOf) })}</Text>
        {onRefresh && (
          <Button variant="default" size="xs" onClick={onRefresh}>
            {t('refresh')}
          </Button>
        )}
      </Group>
    </Alert>
  )
}

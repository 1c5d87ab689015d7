import { Alert } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format/useFormat.js'

/** Says since when figures are old that are shown for want of newer ones; nothing when they are fresh. */
export function StaleNotice({ freshness }: { freshness: { asOf: string; stale: boolean } }) {
  const { t } = useTranslation()
  const { dateTime } = useFormat()
  if (!freshness.stale) return null
  return (
    <Alert role="status" color="yellow" variant="light" p="xs">
      {t('stale', { since: dateTime(freshness.asOf) })}
    </Alert>
  )
}

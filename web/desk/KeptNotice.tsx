import { Alert, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Problem } from '../app/Problem.js'
import { problemOf } from '../app/problemOf.js'
import { RetryButton } from '../app/RetryButton.js'
import { useFormat } from '../format/useFormat.js'
import { type Kept } from './useKeptQuery.js'

/** Why the newest figures are missing: in place of them, or above older ones with their age. Nothing when all is well. */
export function KeptNotice({ kept }: { kept: Omit<Kept<unknown>, 'data'> & { data: unknown } }) {
  const { t } = useTranslation('desk')
  const { timeWithSeconds } = useFormat()
  const { data, at, error, refresh } = kept
  if (error === null) return null
  if (data === null || at === null) return <Problem error={error} onRetry={refresh} retriesBySelf />
  const { retryAfterSeconds } = problemOf(error)
  return (
    <Alert role="status" color="yellow" variant="light" title={t('kept.title')}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{t('kept.text', { since: timeWithSeconds(at) })}</Text>
        <RetryButton onRetry={refresh} afterSeconds={retryAfterSeconds ?? 0} />
      </Stack>
    </Alert>
  )
}

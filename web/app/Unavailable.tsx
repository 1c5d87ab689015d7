import { Alert, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { RetryButton } from './Problem.js'

/**
 * In place of what KOS could not be asked for: never a zero, never a blank.
 *
 * @param message the API's sentence for the customer, in Korean
 */
export function Unavailable({
  message,
  retryAfterSeconds,
  onRetry,
  title,
}: {
  message: string
  retryAfterSeconds: number
  onRetry: () => void
  title?: string
}) {
  const { t, i18n } = useTranslation()
  return (
    <Alert role="status" color="yellow" variant="light" title={title ?? t('problem.unavailable.title')}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{i18n.language === 'ko' ? message : t('problem.unavailable.text')}</Text>
        <RetryButton onRetry={onRetry} afterSeconds={retryAfterSeconds} />
      </Stack>
    </Alert>
  )
}

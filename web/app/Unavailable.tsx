import { Alert, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { AutomaticRetry } from './RetryButton.js'

/**
 * In place of what KOS could not be asked for: never a zero, never a blank. Asks again by itself.
 *
 * @param message the API's sentence for the customer, in Korean
 */
export function Unavailable({
  message,
  retryAfterSeconds,
  onRetry,
  title,
  isAsking = false,
}: {
  message: string
  retryAfterSeconds: number
  onRetry: () => void
  title?: string
  /** Whether it is being asked again just now. */
  isAsking?: boolean
}) {
  const { t, i18n } = useTranslation()
  return (
    <Alert role="status" color="yellow" variant="light" title={title ?? t('problem.unavailable.title')}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{i18n.language === 'ko' ? message : t('problem.unavailable.text')}</Text>
        <AutomaticRetry onRetry={onRetry} afterSeconds={retryAfterSeconds} isAsking={isAsking} />
      </Stack>
    </Alert>
  )
}

import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { problemOf } from './problemOf.js'
import { useCountdown } from './useCountdown.js'

export interface ProblemProps {
  /** Whatever a query, a mutation or a screen failed with. */
  error: unknown
  /** What was meant to be seen here, when it is not the whole screen. */
  title?: string
  onRetry?: (() => void) | undefined
}

/** Tells in the customer's words what happened, and offers what helps. */
export function Problem({ error, title, onRetry }: ProblemProps) {
  const { t } = useTranslation()
  const { kind, retryAfterSeconds, reference } = problemOf(error)
  const mayHelp = onRetry && kind !== 'forbidden' && kind !== 'notFound'
  return (
    <Alert
      role="alert"
      color={kind === 'forbidden' ? 'gray' : 'red'}
      variant="light"
      title={title ?? t(`problem.${kind}.title`)}
    >
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{t(`problem.${kind}.text`)}</Text>
        {reference !== null && (
          <Text size="xs" c="dimmed">
            {t('problem.reference', { reference })}
          </Text>
        )}
        {mayHelp && <RetryButton onRetry={onRetry} afterSeconds={retryAfterSeconds ?? 0} />}
      </Stack>
    </Alert>
  )
}

/** Asks again; says for how long it does not make sense yet, and lets it be tried all the same. */
export function RetryButton({ onRetry, afterSeconds }: { onRetry: () => void; afterSeconds: number }) {
  const { t } = useTranslation()
  const left = useCountdown(afterSeconds)
  return (
    <Group gap="sm">
      <Button variant="default" size="sm" onClick={onRetry}>
        {t('retry')}
      </Button>
      {left > 0 && (
        <Text size="xs" c="dimmed">
          {t('retryAfter', { count: left })}
        </Text>
      )}
    </Group>
  )
}

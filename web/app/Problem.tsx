import { Alert, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { problemOf } from './problemOf.js'
import { AutomaticRetry, RetryButton } from './RetryButton.js'

export interface ProblemProps {
  /** Whatever a query, a mutation or a screen failed with. */
  error: unknown
  /** What was meant to be seen here, when it is not the whole screen. */
  title?: string
  onRetry?: (() => void) | undefined
  /** Asks again by itself where that may help. For queries alone: it must change nothing. */
  retriesBySelf?: boolean
  /** Whether it is being asked again just now. */
  isAsking?: boolean
}

/** s; as long as the gateway does not say how long it takes. */
const usualWait = 5

/** Tells in the customer's words what happened, and offers what helps. */
export function Problem({ error, title, onRetry, retriesBySelf = false, isAsking = false }: ProblemProps) {
  const { t } = useTranslation()
  const { kind, retryAfterSeconds, reference } = problemOf(error)
  const mayHelp = onRetry && kind !== 'forbidden' && kind !== 'notFound' && kind !== 'invalid'
  const passes = kind === 'unavailable' || kind === 'offline'
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
        {mayHelp &&
          (retriesBySelf && passes ? (
            <AutomaticRetry {...{ onRetry, isAsking }} afterSeconds={retryAfterSeconds ?? usualWait} />
          ) : (
            <RetryButton {...{ onRetry, isAsking }} afterSeconds={retryAfterSeconds ?? 0} />
          ))}
      </Stack>
    </Alert>
  )
}

import { Button, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useAutomaticRetry } from './useAutomaticRetry.js'
import { useCountdown } from './useCountdown.js'

export interface RetryButtonProps {
  onRetry: () => void
  /** Whole seconds after which asking again makes sense; it can be tried before all the same. */
  afterSeconds: number
  /** Whether it is being asked just now. */
  isAsking?: boolean
}

/** Asks again, and says for how long it does not make sense yet. */
export function RetryButton(props: RetryButtonProps) {
  const { t } = useTranslation()
  const left = useCountdown(props.afterSeconds)
  return <ButtonWithWait {...props} wait={left > 0 ? t('retryAfter', { count: left }) : null} />
}

/** Asks again by itself, and at once when it is pressed. For what changes nothing. */
export function AutomaticRetry(props: RetryButtonProps) {
  const { t } = useTranslation()
  const left = useAutomaticRetry(props.onRetry, props.afterSeconds)
  return <ButtonWithWait {...props} wait={left === null || left === 0 ? null : t('retryBySelf', { count: left })} />
}

function ButtonWithWait({ onRetry, isAsking = false, wait }: RetryButtonProps & { wait: string | null }) {
  const { t } = useTranslation()
  return (
    <Group gap="sm" className="no-print">
      <Button variant="default" size="sm" onClick={onRetry} loading={isAsking}>
        {t('retry')}
      </Button>
      {wait !== null && (
        // Each second another text: nothing that should be read aloud.
        <Text size="xs" c="dimmed" aria-live="off">
          {wait}
        </Text>
      )}
    </Group>
  )
}

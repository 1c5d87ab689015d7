import { Badge } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type BreakerState } from '../generated/operations.js'

const colors: Record<BreakerState, string> = { CLOSED: 'green', HALF_OPEN: 'yellow', OPEN: 'red' }

/** Whether a breaker lets calls to KOS pass. */
export function BreakerBadge({ breaker }: { breaker: BreakerState }) {
  const { t } = useTranslation('desk')
  return (
    <Badge variant="dot" color={colors[breaker]} tt="none" miw="max-content">
      {t(`breaker.${breaker}`)}
    </Badge>
  )
}

import { Badge } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type InquiryOutcome } from '../generated/operations.js'

const colors: Record<InquiryOutcome, string> = {
  SHOWN: 'green',
  NOT_ISSUED: 'gray',
  LINE_NOT_ACTIVE: 'gray',
  UNAVAILABLE: 'red',
  UNFINISHED: 'yellow',
}

/** How an inquiry ended. */
export function OutcomeBadge({ outcome }: { outcome: InquiryOutcome }) {
  const { t } = useTranslation('desk')
  return (
    <Badge variant="dot" color={colors[outcome]} tt="none" miw="max-content">
      {t(`outcome.${outcome}`)}
    </Badge>
  )
}

import { Badge } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type ProductChangeStatus } from '../generated/operations.js'

const colors: Record<ProductChangeStatus, string> = {
  NEEDS_ATTENTION: 'red',
  IN_DOUBT: 'yellow',
  IN_PROGRESS: 'blue',
  REQUESTED: 'cyan',
  RESERVED: 'violet',
  COMPENSATED: 'orange',
  REJECTED: 'gray',
  CANCELLED: 'gray',
  COMPLETED: 'green',
}

/** Where a change stands, in the operator's words. */
export function StatusBadge({ status }: { status: ProductChangeStatus }) {
  const { t } = useTranslation('desk')
  return (
    <Badge variant="dot" color={colors[status]} tt="none" miw="max-content">
      {t(`status.${status}`)}
    </Badge>
  )
}

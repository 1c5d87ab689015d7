import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type DeskLineFragment } from '../generated/operations.js'

/** Which line, and whose: masked. */
export function LineName({ line }: { line: DeskLineFragment }) {
  const { t } = useTranslation('desk')
  return (
    <span className="amount">
      <Text span size="sm">
        {line.maskedNumber}
      </Text>{' '}
      <Text span size="sm" c="dimmed">
        {line.owner?.maskedName ?? t('line.nobody')}
      </Text>
    </span>
  )
}

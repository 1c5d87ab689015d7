import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { isKosOperation } from './kosOperations.js'

/** K1 to K7, and what it is for. */
export function OperationName({ operation }: { operation: string }) {
  const { t } = useTranslation('desk')
  return (
    <Text span size="sm">
      <b>{operation}</b> {isKosOperation(operation) && t(`operation.${operation}`)}
    </Text>
  )
}

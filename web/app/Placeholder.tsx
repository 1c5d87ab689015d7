import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Screen } from './Screen.js'

/** A screen that is not built yet. */
export function Placeholder({ title }: { title: string }) {
  const { t } = useTranslation()
  return (
    <Screen title={title}>
      <Text c="dimmed">{t('notBuilt')}</Text>
    </Screen>
  )
}

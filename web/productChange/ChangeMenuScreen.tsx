import { SimpleGrid, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Screen } from '../app/Screen.js'
import { useCustomer } from '../session/SessionProvider.js'
import { LineCard } from './LineCard.js'

/** The customer's lines, the plan that each is on, and what is under way. */
export function ChangeMenuScreen() {
  const { t } = useTranslation('productChange')
  const { maskedName, lines } = useCustomer()
  return (
    <Screen title={t('title')}>
      <Text c="dimmed">{lines.length === 0 ? t('menu.noLine') : t('menu.intro', { name: maskedName })}</Text>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        {lines.map(({ id, maskedNumber }, at) => {
          // With their ends hidden, two numbers may look the same.
          const isTwin = lines.some((other, index) => index !== at && other.maskedNumber === maskedNumber)
          return <LineCard key={id} lineId={id} name={isTwin ? `${maskedNumber} (${at + 1})` : maskedNumber} />
        })}
      </SimpleGrid>
    </Screen>
  )
}

import { SimpleGrid, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { lineName } from '../app/lineName.js'
import { Screen } from '../app/Screen.js'
import { useCustomer } from '../session/SessionProvider.js'
import { LineMonths } from './LineMonths.js'

/** The customer's lines, and the months of each that have a bill (UFR-BILL-010). */
export function BillMenuScreen() {
  const { t } = useTranslation('billInquiry')
  const { lines } = useCustomer()
  return (
    <Screen title={t('title')}>
      {lines.length === 0 && <Text>{t('noLine')}</Text>}
      <SimpleGrid cols={{ base: 1, md: lines.length > 1 ? 2 : 1 }} spacing="lg">
        {lines.map(({ id }) => (
          <LineMonths key={id} lineId={id} name={lineName(lines, id)} />
        ))}
      </SimpleGrid>
    </Screen>
  )
}

import { SimpleGrid, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { LineSwitcher } from '../app/LineSwitcher.js'
import { Screen } from '../app/Screen.js'
import { useSelectedLine } from '../app/selectedLine.js'
import { useCustomer } from '../session/SessionProvider.js'
import { MonthAtAGlance } from './MonthAtAGlance.js'
import { PlanCard } from './PlanCard.js'
import { ServiceLinks } from './ServiceLinks.js'

/** Where one comes to: the line, its month at a glance, its plan, and what can be done. */
export function HomeScreen() {
  const { t } = useTranslation('home')
  const { maskedName, permissions } = useCustomer()
  const [line] = useSelectedLine()
  const isOperator = permissions.includes('OPERATOR')
  return (
    <Screen title={t('title')} heading={t('greeting', { name: maskedName })}>
      {line === null ? (
        <>
          {!isOperator && <Text>{t('noLine')}</Text>}
          <ServiceLinks lineId={null} />
        </>
      ) : (
        <>
          <LineSwitcher />
          {/* Another line starts anew: nothing of one is shown beside the other. */}
          <SimpleGrid cols={{ base: 1, md: 2 }} key={line.id}>
            {permissions.includes('BILL_INQUIRY') && <MonthAtAGlance lineId={line.id} />}
            <Stack>
              <PlanCard lineId={line.id} />
              <ServiceLinks lineId={line.id} />
            </Stack>
          </SimpleGrid>
        </>
      )}
    </Screen>
  )
}

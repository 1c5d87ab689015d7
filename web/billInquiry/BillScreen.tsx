import { Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate, useParams } from 'react-router'
import { lineName } from '../app/lineName.js'
import { LineSwitcher } from '../app/LineSwitcher.js'
import { Screen } from '../app/Screen.js'
import { useFormat } from '../format/useFormat.js'
import { useCustomer } from '../session/SessionProvider.js'
import { BillOfMonth } from './BillOfMonth.js'
import { MonthPicker } from './MonthPicker.js'

/** The bill of a line for a month, the current one when the address names none (UFR-BILL-020, -030, -040). */
export function BillScreen() {
  const { t } = useTranslation('billInquiry')
  const { yearMonth } = useFormat()
  const navigate = useNavigate()
  const { lines } = useCustomer()
  const { lineId = '', month } = useParams()
  const { keepsFocus = false } = (useLocation().state ?? {}) as { keepsFocus?: boolean }
  // Without a month in the address the answer says which one it is.
  const [current, setCurrent] = useState<{ lineId: string; month: string } | null>(null)
  const shown = month ?? (current?.lineId === lineId ? current.month : null)
  const title =
    shown !== null && isMonth(shown) ? t('bill.title', { month: yearMonth(shown) }) : t('bill.titleOfUnknown')
  const isOwn = lines.some(({ id }) => id === lineId)
  return (
    <Screen title={title} focusHeading={!keepsFocus}>
      <Stack>
        {isOwn && (
          <Group gap="md" align="flex-end" className="no-print">
            <LineSwitcher lineId={lineId} onChange={(other) => void navigate(`/bill/${other}`)} />
            <MonthPicker key={lineId} lineId={lineId} shown={shown !== null && isMonth(shown) ? shown : null} />
          </Group>
        )}
        {isOwn && <Text className="print-only">{t('lineOf', { number: lineName(lines, lineId) })}</Text>}
        {/* Another month starts anew: nothing of one is shown beside the other. */}
        <BillOfMonth
          key={`${lineId} ${month ?? ''}`}
          lineId={lineId}
          month={month ?? null}
          onMonthKnown={(known) => setCurrent({ lineId, month: known })}
        />
      </Stack>
    </Screen>
  )
}

const isMonth = (text: string): boolean => /^\d{4}-(0[1-9]|1[0-2])$/.test(text)

import { Paper, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { AmountAndState } from '../app/AmountAndState.js'
import { useFormat } from '../format/useFormat.js'
import { type ShownBillFragment } from '../generated/operations.js'

/** How much, how far the bill is, until when, and of which moment all of it is. */
export function BillTotal({ bill, productError }: { bill: ShownBillFragment; productError: unknown }) {
  const { t } = useTranslation('billInquiry')
  const { money, date, dateTime } = useFormat()
  const { total, vat, state, dueDate, product, freshness } = bill
  return (
    <Paper withBorder p="md">
      <Stack gap="xs">
        <AmountAndState heading={t('bill.total')} total={total} state={state} stateText={t(`bill.state.${state}`)} />
        {vat !== null && (
          <Text size="sm" c="dimmed">
            {t('bill.vat', { amount: money(vat) })}
          </Text>
        )}
        {state === 'PENDING' && <Text size="sm">{t('bill.stateHint.PENDING')}</Text>}
        {dueDate !== null && (
          <Text size="sm">
            {t(state === 'PAID' || state === 'UNPAID' ? 'bill.dueBy' : 'bill.due', { date: date(dueDate) })}
          </Text>
        )}
        <Text size="sm">
          {t('bill.plan')}: {product ? product.name : t(productError ? 'bill.planUnknown' : 'bill.planNotListed')}
        </Text>
        <Text size="xs" c="dimmed">
          {t('bill.asOf', { since: dateTime(freshness.asOf) })}
        </Text>
      </Stack>
    </Paper>
  )
}

import { useTranslation } from 'react-i18next'
import { useFormat } from '../format/useFormat.js'
import { type ShownBillFragment } from '../generated/operations.js'
import { BillSection } from './BillSection.js'
import { Facts, Unknown } from './Facts.js'

/** How far the bill is, how and until when it is paid. What KOS does not send is said to be unknown. */
export function BillPayment({ bill }: { bill: Pick<ShownBillFragment, 'state' | 'payment' | 'dueDate' | 'unpaid'> }) {
  const { t } = useTranslation('billInquiry')
  const { money, dateOfYear, dateTime } = useFormat()
  const { state, payment, unpaid } = bill
  const dueDate = bill.dueDate ?? payment?.dueDate ?? null
  const unknown = <Unknown>{t('payment.unknown')}</Unknown>
  const facts = [
    { name: t('payment.state'), value: t(`bill.state.${state}`) },
    {
      name: t('payment.status'),
      value: payment?.status == null ? unknown : t(`payment.statuses.${payment.status}`),
    },
    { name: t('payment.dueDate'), value: dueDate === null ? unknown : dateOfYear(dueDate) },
    { name: t('payment.method'), value: payment?.method == null ? unknown : <span lang="ko">{payment.method}</span> },
    // Not known and not paid yet look the same here, so nothing is said of either.
    ...(payment?.paidAt == null ? [] : [{ name: t('payment.paidAt'), value: dateTime(payment.paidAt) }]),
    {
      name: t('payment.unpaid'),
      value: unpaid === null ? unknown : <span className="amount">{money(unpaid)}</span>,
    },
  ]
  return (
    <BillSection title={t('payment.title')}>
      <Facts facts={facts} />
    </BillSection>
  )
}

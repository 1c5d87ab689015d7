import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format/useFormat.js'
import { type ShownBillFragment } from '../generated/operations.js'
import { BillSection } from './BillSection.js'
import { Facts, Unknown } from './Facts.js'

/** The contract, what leaving it would cost, and the device that is being paid for. */
export function BillTerms(props: {
  bill: Pick<ShownBillFragment, 'contract' | 'terminationFee' | 'deviceInstalment'>
}) {
  const { contract, terminationFee, deviceInstalment } = props.bill
  const { t } = useTranslation('billInquiry')
  const { money } = useFormat()
  return (
    <BillSection title={t('terms.title')}>
      <Facts
        facts={[
          {
            name: t('terms.contract'),
            value: contract ? <Contract contract={contract} /> : <Unknown>{t('terms.noContract')}</Unknown>,
          },
          {
            name: t('terms.terminationFee'),
            value:
              terminationFee === null ? (
                <Unknown>{t('payment.unknown')}</Unknown>
              ) : (
                <span className="amount">{money(terminationFee)}</span>
              ),
          },
          {
            name: t('terms.instalment'),
            value: deviceInstalment ? (
              <Instalment instalment={deviceInstalment} />
            ) : (
              <Unknown>{t('terms.noInstalment')}</Unknown>
            ),
          },
        ]}
      />
    </BillSection>
  )
}

function Contract({ contract }: { contract: NonNullable<ShownBillFragment['contract']> }) {
  const { t } = useTranslation('billInquiry')
  const { money, dateOfYear } = useFormat()
  const { type, months, startDate, endDate, monthlyDiscount } = contract
  return (
    <>
      <Text size="sm">{t('terms.contractText', { type, months })}</Text>
      <Text size="xs" c="dimmed">
        {t('terms.contractUntil', { start: dateOfYear(startDate), end: dateOfYear(endDate) })}
      </Text>
      <Text size="xs" c="dimmed">
        {t('terms.monthlyDiscount', { amount: money(monthlyDiscount) })}
      </Text>
    </>
  )
}

function Instalment({ instalment }: { instalment: NonNullable<ShownBillFragment['deviceInstalment']> }) {
  const { t } = useTranslation('billInquiry')
  const { money } = useFormat()
  const { deviceName, monthlyAmount, remainingMonths, remainingAmount } = instalment
  return (
    <>
      <Text size="sm">{deviceName}</Text>
      <Text size="xs" c="dimmed">
        {t('terms.instalmentText', { amount: money(monthlyAmount) })}
      </Text>
      <Text size="xs" c="dimmed">
        {t('terms.instalmentLeft', { months: remainingMonths, amount: money(remainingAmount) })}
      </Text>
    </>
  )
}

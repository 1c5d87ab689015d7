import { Table, Text, VisuallyHidden } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Problem } from '../app/Problem.js'
import { StaleNotice } from '../app/StaleNotice.js'
import { useFormat } from '../format/useFormat.js'
import { monthBefore } from '../format/yearMonth.js'
import { type ShownBillFragment } from '../generated/operations.js'
import { BillSection } from './BillSection.js'

interface BillDifferenceProps {
  /** Of the bill. */
  month: string
  comparison: ShownBillFragment['comparison']
  /** Why there is none, when the month before could not be asked for. */
  error: unknown
  onRetry: () => void
  isAsking: boolean
}

/** Why the bill differs from the month before, cause by cause. */
export function BillDifference({ month, comparison, error, onRetry, isAsking }: BillDifferenceProps) {
  const { t } = useTranslation('billInquiry')
  return (
    <BillSection title={t('difference.title')}>
      {comparison ? (
        <Comparison before={monthBefore(month)} comparison={comparison} onRetry={onRetry} />
      ) : error ? (
        <Problem {...{ error, onRetry, isAsking }} title={t('difference.unavailable')} retriesBySelf />
      ) : (
        <Text size="sm">{t('difference.noneBefore')}</Text>
      )}
    </BillSection>
  )
}

function Comparison(props: {
  before: string
  comparison: NonNullable<ShownBillFragment['comparison']>
  onRetry: () => void
}) {
  const { before, comparison, onRetry } = props
  const { t, i18n } = useTranslation('billInquiry')
  const { money, moneyChange, month: nameOf } = useFormat()
  const { difference, previousTotal, causes, freshness } = comparison
  const direction = difference === 0 ? 'same' : difference > 0 ? 'more' : 'less'
  return (
    <>
      <StaleNotice freshness={freshness} onRefresh={onRetry} />
      <Text>
        {t(`difference.${direction}`, {
          month: nameOf(before),
          previous: money(previousTotal),
          amount: money(Math.abs(difference)),
        })}
      </Text>
      {causes.length > 0 && (
        <Table horizontalSpacing={0} verticalSpacing="xs">
          <caption>
            <VisuallyHidden>{t('difference.title')}</VisuallyHidden>
          </caption>
          <Table.Tbody>
            {causes.map(({ kind, amount, message }) => (
              <Table.Tr key={kind}>
                <Table.Th scope="row" fw={600}>
                  {t(`difference.kinds.${kind}`)}
                  {/* The API's sentences are Korean; in English the name of the cause has to do. */}
                  {i18n.language === 'ko' && (
                    <Text size="sm" c="dimmed" fw={400}>
                      {message}
                    </Text>
                  )}
                </Table.Th>
                <Table.Td ta="end" className="amount" style={{ verticalAlign: 'top' }}>
                  {moneyChange(amount)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
          <Table.Tfoot>
            <Table.Tr>
              <Table.Th scope="row">{t('difference.difference')}</Table.Th>
              <Table.Td ta="end" fw={700} className="amount">
                {moneyChange(difference)}
              </Table.Td>
            </Table.Tr>
          </Table.Tfoot>
        </Table>
      )}
    </>
  )
}

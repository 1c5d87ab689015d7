import { Table, VisuallyHidden } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format/useFormat.js'
import { type ShownBillFragment } from '../generated/operations.js'
import { groupLines } from './billGroups.js'
import { BillSection } from './BillSection.js'
import classes from './BillCharges.module.css'

/** Each charge and discount in its group, with the sums. Names are KOS's own, and Korean. */
export function BillCharges({ bill }: { bill: Pick<ShownBillFragment, 'month' | 'lines' | 'total'> }) {
  const { t } = useTranslation('billInquiry')
  const { money, yearMonth } = useFormat()
  return (
    <BillSection title={t('charges.title')}>
      <Table horizontalSpacing="xs" verticalSpacing={6} withRowBorders={false} className={classes['charges'] ?? ''}>
        <caption>
          <VisuallyHidden>{t('charges.caption', { month: yearMonth(bill.month) })}</VisuallyHidden>
        </caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('charges.item')}</Table.Th>
            <Table.Th scope="col" ta="end">
              {t('charges.amount')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        {groupLines(bill.lines).map(({ group, lines, sum }) => (
          <Table.Tbody key={group}>
            <Table.Tr className={classes['group'] ?? ''}>
              <Table.Th scope="rowgroup">{t(`charges.groups.${group}`)}</Table.Th>
              <Table.Td ta="end" fw={600} className="amount">
                {money(sum)}
              </Table.Td>
            </Table.Tr>
            {lines.map(({ name, amount }, at) => (
              <Table.Tr key={`${name} ${at}`}>
                <Table.Th scope="row" fw={400} ps="md" lang="ko">
                  {name}
                </Table.Th>
                <Table.Td ta="end" className="amount">
                  {money(amount)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        ))}
        <Table.Tfoot>
          <Table.Tr className={classes['total'] ?? ''}>
            <Table.Th scope="row">{t('charges.total')}</Table.Th>
            <Table.Td ta="end" fw={700} className="amount">
              {money(bill.total)}
            </Table.Td>
          </Table.Tr>
        </Table.Tfoot>
      </Table>
    </BillSection>
  )
}

import { Anchor, Button, Group } from '@mantine/core'
import { IconFileSpreadsheet, IconPrinter } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type ShownBillFragment } from '../generated/operations.js'
import { billCsv } from './billCsv.js'
import { groupLines } from './billGroups.js'

/** The bill on paper, as PDF (which is what a browser's print dialog makes), as a table; and who looked at it before. */
export function BillActions({ lineId, bill }: { lineId: string; bill: ShownBillFragment }) {
  const { t } = useTranslation('billInquiry')
  function save(): void {
    const csv = billCsv(bill, groupLines(bill.lines), {
      columns: [t('months.label'), t('charges.group'), t('charges.item'), t('charges.amountInWon')],
      groups: t('charges.groups', { returnObjects: true }),
      total: t('charges.total'),
    })
    saveFile(new Blob([csv], { type: 'text/csv;charset=utf-8' }), `${t('bill.fileName')}-${bill.month}.csv`)
  }
  return (
    <Group gap="sm" className="no-print">
      <Button
        variant="default"
        leftSection={<IconPrinter size={18} aria-hidden />}
        // Opened by the browser; it also saves as PDF.
        onClick={() => window.print()}
      >
        {t('bill.print')}
      </Button>
      <Button variant="default" leftSection={<IconFileSpreadsheet size={18} aria-hidden />} onClick={save}>
        {t('bill.csv')}
      </Button>
      <Anchor component={Link} to={`/bill/${lineId}/history`} size="sm">
        {t('history.link')}
      </Anchor>
    </Group>
  )
}

function saveFile(content: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

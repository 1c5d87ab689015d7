import { NativeSelect, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useCustomer } from '../session/SessionProvider.js'
import { lineName } from './lineName.js'
import { useSelectedLine } from './selectedLine.js'

/**
 * Which of the customer's lines is shown; with a single one there is nothing to choose.
 *
 * @param lineId of the line that the screen shows, where its address says it; else the one that was looked at last
 * @param onChange for screens whose address names the line
 */
export function LineSwitcher({ lineId, onChange }: { lineId?: string; onChange?: (lineId: string) => void }) {
  const { t } = useTranslation()
  const { lines } = useCustomer()
  const [selected, select] = useSelectedLine()
  const shown = lines.find(({ id }) => id === lineId) ?? selected
  if (!shown) return null
  if (lines.length === 1) return <Text c="dimmed">{shown.maskedNumber}</Text>
  return (
    <NativeSelect
      label={t('line')}
      maw={320}
      value={shown.id}
      data={lines.map(({ id }) => ({ value: id, label: lineName(lines, id) }))}
      onChange={({ currentTarget: { value } }) => {
        select(value)
        onChange?.(value)
      }}
    />
  )
}

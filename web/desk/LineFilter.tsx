import { useTranslation } from 'react-i18next'
import { IdFilter } from './IdFilter.js'

/** One line alone, by its sealed id: the one of a row, or as a customer's address bar has it. Never by a phone number. */
export function LineFilter({ lineId, onChange }: { lineId: string | null; onChange: (lineId: string | null) => void }) {
  const { t } = useTranslation('desk')
  return (
    <IdFilter
      label={t('line.filter')}
      placeholder="ln_…"
      value={lineId}
      onChange={onChange}
      isWellFormed={(text) => /^ln_[\w-]+$/.test(text)}
      wrong={t('line.wrong')}
      clear={t('line.clear')}
    />
  )
}

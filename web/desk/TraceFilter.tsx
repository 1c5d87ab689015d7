import { useTranslation } from 'react-i18next'
import { IdFilter } from './IdFilter.js'
import { isTraceId } from './inquiryFilter.js'

/** What belongs to one trace. */
export function TraceFilter({
  traceId,
  onChange,
}: {
  traceId: string | null
  onChange: (traceId: string | null) => void
}) {
  const { t } = useTranslation('desk')
  return (
    <IdFilter
      label={t('trace')}
      placeholder="0af7651916cd43dd…"
      value={traceId}
      onChange={(text) => onChange(text?.toLowerCase() ?? null)}
      isWellFormed={(text) => isTraceId(text.toLowerCase())}
      wrong={t('traceWrong')}
      clear={t('traceClear')}
    />
  )
}

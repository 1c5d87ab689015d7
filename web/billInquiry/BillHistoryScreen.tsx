import { useTranslation } from 'react-i18next'
import { Placeholder } from '../app/Placeholder.js'

/** Not built yet. */
export function BillHistoryScreen() {
  const { t } = useTranslation('billInquiry')
  return <Placeholder title={t('title')} />
}

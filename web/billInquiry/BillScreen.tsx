import { useTranslation } from 'react-i18next'
import { Placeholder } from '../app/Placeholder.js'

/** Not built yet. */
export function BillScreen() {
  const { t } = useTranslation('billInquiry')
  return <Placeholder title={t('title')} />
}

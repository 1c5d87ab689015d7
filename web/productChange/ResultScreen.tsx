import { useTranslation } from 'react-i18next'
import { Placeholder } from '../app/Placeholder.js'

/** Not built yet. */
export function ResultScreen() {
  const { t } = useTranslation('productChange')
  return <Placeholder title={t('title')} />
}

import { useTranslation } from 'react-i18next'
import { Placeholder } from '../app/Placeholder.js'

/** Not built yet. */
export function HomeScreen() {
  const { t } = useTranslation('home')
  return <Placeholder title={t('title')} />
}

import { useTranslation } from 'react-i18next'
import { Placeholder } from '../app/Placeholder.js'

/** Not built yet. */
export function ChangeScreen() {
  const { t } = useTranslation('desk')
  return <Placeholder title={t('title')} />
}

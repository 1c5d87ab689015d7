import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format/useFormat.js'

/** How much less or more the last six months would have cost, won; nothing where that is not known. */
export function CostDifference({ difference }: { difference: number | null }) {
  const { t } = useTranslation('productChange')
  const { money } = useFormat()
  if (difference === null) return null
  if (difference === 0) return <Text size="sm">{t('choose.sameCost')}</Text>
  const amount = money(Math.abs(difference))
  return difference < 0 ? (
    <Text size="sm" fw={600} c="var(--mantine-primary-color-light-color)">
      {t('choose.cheaper', { amount })}
    </Text>
  ) : (
    <Text size="sm">{t('choose.dearer', { amount })}</Text>
  )
}

import { Alert, Group, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { StaleNotice } from '../app/StaleNotice.js'
import { Unavailable } from '../app/Unavailable.js'
import { useFormat } from '../format/useFormat.js'
import { type LineStanding } from './useLineStanding.js'
import { networkName, planWords } from './planWords.js'

interface CurrentPlanProps {
  product: LineStanding['product']
  /** Whether it could not be asked for again, so that it may be old. */
  failed: boolean
  isAsking: boolean
  onRefresh: () => void
}

/** The plan that the line is on, or why there is none to show. */
export function CurrentPlan({ product, failed, isAsking, onRefresh }: CurrentPlanProps) {
  const { t, i18n } = useTranslation('productChange')
  const { money } = useFormat()
  switch (product.__typename) {
    case 'LineNotActive':
      return (
        <Alert color="gray" variant="light" role="status" title={t('plan.notActiveTitle')}>
          {i18n.language === 'ko' ? product.message : t('plan.notActive')}
        </Alert>
      )
    case 'TemporarilyUnavailable':
      return <Unavailable {...product} title={t('plan.unavailable')} onRetry={onRefresh} isAsking={isAsking} />
    case 'Product': {
      const words = planWords(product, t)
      const { freshness } = product
      return (
        <Stack gap="xs">
          {freshness && (
            <StaleNotice freshness={{ ...freshness, stale: freshness.stale || failed }} onRefresh={onRefresh} />
          )}
          <Text size="sm" c="dimmed">
            {t('plan.current')}
          </Text>
          <Group justify="space-between" align="baseline" gap="xs">
            <Text fw={650} fz="lg">
              {product.name}
            </Text>
            <Text fw={650} className="amount">
              {t('plan.fee', { amount: money(product.monthlyFee) })}
            </Text>
          </Group>
          <Text size="sm">
            {t('plan.gives', { network: networkName(product.network, t), data: words.data, voice: words.voice })}
          </Text>
        </Stack>
      )
    }
  }
}

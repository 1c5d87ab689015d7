import { Group, RingProgress, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format/useFormat.js'
import { type UsageBucket, type UsageUnit } from '../generated/operations.js'
import { usageShare } from './usageShare.js'

interface Usage {
  bucket: UsageBucket
  used: number
  allowance: number | null
  unit: UsageUnit
}

/** What was used of each allowance. The rings say nothing that is not written below them. */
export function UsageRings({ usage }: { usage: readonly Usage[] }) {
  const { t } = useTranslation('home')
  if (usage.length === 0) return null
  return (
    <Group component="ul" gap="xs" grow align="flex-start" p={0} m={0} style={{ listStyle: 'none' }}>
      {usage.map((one) => (
        <li key={one.bucket}>
          <Ring usage={one} title={t(`usage.${one.bucket}`)} />
        </li>
      ))}
    </Group>
  )
}

function Ring({ usage: { used, allowance, unit }, title }: { usage: Usage; title: string }) {
  const { t } = useTranslation('home')
  const format = useFormat()
  const { percent, level } = usageShare(used, allowance)
  const color = { plenty: 'pine', scarce: 'yellow', gone: 'red', unlimited: 'gray' }[level]
  return (
    <Stack gap={2} align="center" ta="center">
      <RingProgress
        size={84}
        thickness={8}
        roundCaps
        aria-hidden
        sections={percent === null ? [] : [{ value: Math.min(100, percent), color }]}
        label={
          <Text size={percent === null ? 'lg' : 'xs'} fw={600}>
            {percent === null ? '∞' : `${percent}%`}
          </Text>
        }
      />
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <Text size="xs">{t('usage.used', { amount: format.usage(used, unit) })}</Text>
      <Text size="xs" c="dimmed">
        {allowance === null ? t('usage.unlimited') : t('usage.of', { amount: format.usage(allowance, unit) })}
      </Text>
      {level === 'gone' && (
        <Text size="xs" c="var(--mantine-color-error)" fw={600}>
          {t('usage.gone')}
        </Text>
      )}
    </Stack>
  )
}

import { Group, Progress, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format/useFormat.js'
import { type ShownBillFragment } from '../generated/operations.js'
import { usageShare } from '../home/usageShare.js'
import { BillSection } from './BillSection.js'

type Usage = ShownBillFragment['usage'][number]

const buckets = 3

/** What was used of each allowance. A bucket that KOS does not tell of is not made up. */
export function BillUsage({ usage }: { usage: readonly Usage[] }) {
  const { t } = useTranslation('billInquiry')
  return (
    <BillSection title={t('usage.title')}>
      {usage.length === 0 ? (
        <Text size="sm">{t('usage.none')}</Text>
      ) : (
        <Stack component="ul" gap="md" p={0} m={0} style={{ listStyle: 'none' }}>
          {usage.map((one) => (
            <li key={one.bucket}>
              <Bar usage={one} />
            </li>
          ))}
        </Stack>
      )}
      {usage.length > 0 && usage.length < buckets && (
        <Text size="xs" c="dimmed">
          {t('usage.partly')}
        </Text>
      )}
    </BillSection>
  )
}

function Bar({ usage: { bucket, used, allowance, unit } }: { usage: Usage }) {
  const { t } = useTranslation('billInquiry')
  const format = useFormat()
  const { percent, level } = usageShare(used, allowance)
  const color = { plenty: 'pine', scarce: 'yellow', gone: 'red', unlimited: 'pine' }[level]
  return (
    <Stack gap={4}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={600}>
          {t(`usage.${bucket}`)}
        </Text>
        <Text size="sm">
          {allowance === null
            ? `${t('usage.used', { used: format.usage(used, unit) })} · ${t('usage.unlimited')}`
            : t('usage.of', { used: format.usage(used, unit), allowance: format.usage(allowance, unit) })}
        </Text>
      </Group>
      {/* Says nothing that is not written around it. Without a limit there is nothing to fill. */}
      {percent !== null && (
        <Progress value={Math.min(100, percent)} color={color} size="lg" aria-hidden className="no-print" />
      )}
      {allowance !== null && (used > 0 || allowance > 0) && (
        <Text size="xs" c={used > allowance ? 'var(--mantine-color-error)' : 'dimmed'}>
          {used > allowance
            ? t('usage.over', { amount: format.usage(used - allowance, unit) })
            : used === allowance
              ? t('usage.gone')
              : t('usage.left', { amount: format.usage(allowance - used, unit) })}
        </Text>
      )}
    </Stack>
  )
}

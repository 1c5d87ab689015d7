import { Group, Paper, Stack, Text, Title, VisuallyHidden } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { LoadingBlock } from '../app/LoadingScreen.js'
import { useFormat } from '../format/useFormat.js'
import { type DeskBreakerChangeFragment } from '../generated/operations.js'
import { useLiveState } from '../session/SessionProvider.js'
import { BreakerBadge } from './BreakerBadge.js'
import { KeptNotice } from './KeptNotice.js'
import { OperationName } from './OperationName.js'
import { ScrollBox } from './ScrollBox.js'
import { useBreakerChanges } from './useBreakerChanges.js'

/** The newest changes of breakers; each further one is there, and told, as it happens. */
export function BreakerChanges() {
  const { t } = useTranslation('desk')
  const isLive = useLiveState() === 'connected'
  const { kept, latest } = useBreakerChanges()
  return (
    <Stack component="section" gap="sm" aria-label={t('breakers.title')}>
      <Group justify="space-between">
        <Title order={2} size="h4">
          {t('breakers.title')}
        </Title>
        <Text size="sm" c="dimmed">
          {isLive ? t('breakers.live') : t('breakers.notLive')}
        </Text>
      </Group>
      <KeptNotice kept={kept} />
      <VisuallyHidden role="status">
        {latest &&
          t('breakers.told', {
            operation: latest.operation,
            role: t(`role.${latest.role}`),
            state: t(`breaker.${latest.to}`),
          })}
      </VisuallyHidden>
      {kept.data === null && kept.error === null && <LoadingBlock height={80} />}
      {kept.data !== null && <ChangeList changes={kept.data} />}
    </Stack>
  )
}

function ChangeList({ changes }: { changes: readonly DeskBreakerChangeFragment[] }) {
  const { t } = useTranslation('desk')
  const { dateTimeWithSeconds } = useFormat()
  if (changes.length === 0) return <Text c="dimmed">{t('breakers.none')}</Text>
  return (
    <Paper withBorder>
      <ScrollBox label={t('breakers.title')} maxHeight={220}>
        <Stack component="ol" gap={0} m={0} p={0} style={{ listStyle: 'none' }}>
          {changes.map(({ version, at, role, operation, from, to }) => (
            <Group key={version} component="li" gap="sm" px="md" py="xs">
              <Text size="sm" c="dimmed" className="amount">
                {dateTimeWithSeconds(at)}
              </Text>
              <Text size="sm">{t(`role.${role}`)}</Text>
              <OperationName operation={operation} />
              <Group gap={6}>
                <BreakerBadge breaker={from} />
                <span aria-label={t('breakers.to')} role="img">
                  →
                </span>
                <BreakerBadge breaker={to} />
              </Group>
            </Group>
          ))}
        </Stack>
      </ScrollBox>
    </Paper>
  )
}

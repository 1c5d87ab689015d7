import { Group, Paper, Stack, Table, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format/useFormat.js'
import { type DeskHealthQuery } from '../generated/operations.js'
import { BreakerBadge } from './BreakerBadge.js'
import { formatDuration } from './duration.js'
import { callsOf, failedOf, isInUse } from './healthSummary.js'
import { OperationName } from './OperationName.js'
import { ScrollBox } from './ScrollBox.js'

type Process = DeskHealthQuery['kosHealth'][number]

/** Each process that speaks to KOS, with the operations that it used within the last five minutes. */
export function ProcessTables({ processes }: { processes: readonly Process[] }) {
  const { t } = useTranslation('desk')
  return (
    <Stack component="section" gap="md" aria-label={t('processes.title')}>
      <Title order={2} size="h4">
        {t('processes.title')}
      </Title>
      {processes.length === 0 && <Text c="dimmed">{t('processes.none')}</Text>}
      {processes.map((process) => (
        <ProcessTable key={process.copy} process={process} />
      ))}
    </Stack>
  )
}

function ProcessTable({ process }: { process: Process }) {
  const { t, i18n } = useTranslation('desk')
  const { timeWithSeconds } = useFormat()
  const name = `${t(`role.${process.role}`)} · ${process.copy.slice(0, 8)}`
  const duration = (ms: number | null): string => (ms === null ? '–' : formatDuration(ms, i18n.language))
  const used = process.operations.filter(isInUse)
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" mb="xs">
        <Title order={3} size="h5">
          {name}
        </Title>
        <Text size="xs" c="dimmed">
          {t('processes.told', {
            at: timeWithSeconds(process.reportedAt),
            lag: formatDuration(process.eventLoopLagMs, i18n.language),
          })}
        </Text>
      </Group>
      {used.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('processes.unused')}
        </Text>
      ) : (
        <ScrollBox label={name}>
          <Table miw={720} verticalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                {(['operation', 'breaker', 'calls', 'p50', 'p95', 'hits', 'stale', 'bulkhead'] as const).map(
                  (column) => (
                    <Table.Th key={column} scope="col">
                      {t(`processes.${column}`)}
                    </Table.Th>
                  ),
                )}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody className="amount">
              {used.map((operation) => (
                <Table.Tr key={operation.operation}>
                  <Table.Th scope="row" fw={400}>
                    <OperationName operation={operation.operation} />
                  </Table.Th>
                  <Table.Td>
                    <BreakerBadge breaker={operation.breaker} />
                    {operation.retryAfterSeconds !== null && (
                      <Text size="xs" c="dimmed">
                        {t('processes.retryAfter', { seconds: operation.retryAfterSeconds })}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td>
                    {t('processes.failedOf', { calls: callsOf(operation), failed: failedOf(operation) })}
                  </Table.Td>
                  <Table.Td>{duration(operation.p50Ms)}</Table.Td>
                  <Table.Td>{duration(operation.p95Ms)}</Table.Td>
                  <Table.Td>
                    {operation.hitRate === null ? '–' : `${Math.round(operation.hitRate * 1_000) / 10}%`}
                  </Table.Td>
                  <Table.Td>{operation.stale}</Table.Td>
                  <Table.Td>
                    {operation.bulkhead.inUse} / {operation.bulkhead.size}
                    {operation.bulkhead.refused > 0 && (
                      <Text size="xs" c="var(--mantine-color-error)">
                        {t('processes.refused', { refused: operation.bulkhead.refused })}
                      </Text>
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollBox>
      )}
    </Paper>
  )
}

import { Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format/useFormat.js'
import { BreakerBadge } from './BreakerBadge.js'
import { formatDuration } from './duration.js'
import { type InquiryRecord } from './inquiryRecord.js'
import { OperationName } from './OperationName.js'

/** Each attempt at each call to KOS that was made for an inquiry, in order. */
export function ProcessingTable({ processing }: { processing: InquiryRecord['processing'] }) {
  const { t, i18n } = useTranslation('desk')
  const { timeWithSeconds } = useFormat()
  if (processing.length === 0) return <Text c="dimmed">{t('processing.none')}</Text>
  return (
    <Table withTableBorder verticalSpacing={4} aria-label={t('processing.title')}>
      <Table.Thead>
        <Table.Tr>
          {(['operation', 'attempt', 'sentAt', 'outcome', 'breaker', 'took', 'request'] as const).map((column) => (
            <Table.Th key={column} scope="col">
              {t(`processing.${column}`)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {processing.map((call) => (
          <Table.Tr key={`${call.kosRequestId} ${call.operation} ${call.attempt}`}>
            <Table.Th scope="row" fw={400}>
              <OperationName operation={call.operation} />
            </Table.Th>
            <Table.Td>{call.attempt}</Table.Td>
            <Table.Td className="amount">{timeWithSeconds(call.sentAt)}</Table.Td>
            <Table.Td>
              {call.cacheHit ? t('processing.cache') : t(`callOutcome.${call.outcome}`)}
              {call.resultCode !== null && ` (${call.resultCode})`}
            </Table.Td>
            <Table.Td>
              <BreakerBadge breaker={call.breakerState} />
            </Table.Td>
            <Table.Td className="amount">{formatDuration(call.durationMs, i18n.language)}</Table.Td>
            <Table.Td>
              <Text size="xs" ff="monospace">
                {call.kosRequestId}
              </Text>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

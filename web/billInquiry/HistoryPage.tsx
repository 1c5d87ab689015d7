import { ActionIcon, Badge, CopyButton, Group, Table, Text, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { type ReactNode, useEffect, useEffectEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { LoadingBlock } from '../app/LoadingScreen.js'
import { Problem } from '../app/Problem.js'
import { useFormat } from '../format/useFormat.js'
import { BillHistoryDocument, type InquiryOutcome } from '../generated/operations.js'
import { groupInquiries, type Look } from './groupInquiries.js'

const colors: Record<InquiryOutcome, string> = {
  SHOWN: 'pine',
  NOT_ISSUED: 'gray',
  LINE_NOT_ACTIVE: 'gray',
  UNAVAILABLE: 'yellow',
  UNFINISHED: 'gray',
}

interface HistoryPageProps {
  lineId: string
  /** The end of the page before. */
  after: string | null
  /** Told where the next page begins, or null when this is the last one. */
  onNext?: (after: string | null) => void
}

/** The rows of one page. */
export function HistoryPage({ lineId, after, onNext }: HistoryPageProps) {
  const { t } = useTranslation('billInquiry')
  // The newest ones are another matter each time; a page further back stays what it is.
  const [{ data, error, fetching }, ask] = useQuery({
    query: BillHistoryDocument,
    variables: { lineId, after },
    requestPolicy: after === null ? 'network-only' : 'cache-first',
  })
  const page = data?.line?.billInquiries
  const next = page && (page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null)
  const tell = useEffectEvent((cursor: string | null) => onNext?.(cursor))
  useEffect(() => {
    if (next !== undefined) tell(next)
  }, [next])

  if (!page) {
    const again = (): void => ask({ requestPolicy: 'network-only' })
    return (
      <WholeRow>
        {error ? (
          <Problem error={error} onRetry={again} isAsking={fetching} retriesBySelf />
        ) : (
          <LoadingBlock height={200} />
        )}
      </WholeRow>
    )
  }
  if (after === null && page.edges.length === 0) return <WholeRow>{t('history.empty')}</WholeRow>
  return (
    <Table.Tbody>
      {groupInquiries(page.edges.map(({ node }) => node)).map((look) => (
        <Row key={look.id} look={look} />
      ))}
    </Table.Tbody>
  )
}

const WholeRow = ({ children }: { children: ReactNode }) => (
  <Table.Tbody>
    <Table.Tr>
      <Table.Td colSpan={3}>{children}</Table.Td>
    </Table.Tr>
  </Table.Tbody>
)

function Row({ look }: { look: Look }) {
  const { t } = useTranslation('billInquiry')
  const { dateTime, yearMonth } = useFormat()
  const { requestedAt, outcome, cacheHit, traceId, count, oldest, newest } = look
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400}>
        <Text size="sm" fw={600}>
          {yearMonth(newest)}
        </Text>
        {count > 1 && <Text size="xs">{t('history.together', { oldest: yearMonth(oldest), count })}</Text>}
        <Text size="xs" c="dimmed">
          {dateTime(requestedAt)}
        </Text>
      </Table.Th>
      <Table.Td>
        <Group gap={4}>
          <Badge variant="light" color={colors[outcome]} tt="none" miw="max-content">
            {t(`history.outcomes.${outcome}`)}
          </Badge>
          {outcome === 'SHOWN' && cacheHit && (
            <Text size="xs" c="dimmed">
              {t('history.fromCache')}
            </Text>
          )}
        </Group>
      </Table.Td>
      <Table.Td>
        <Group gap={4} wrap="nowrap">
          <Text size="xs" ff="monospace" visibleFrom="sm">
            {traceId.slice(0, 8)}
          </Text>
          <CopyButton value={traceId}>
            {({ copied, copy }) => (
              <Tooltip label={t(copied ? 'history.copied' : 'history.copy')}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  onClick={copy}
                  aria-label={t(copied ? 'history.copied' : 'history.copy')}
                >
                  {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
                </ActionIcon>
              </Tooltip>
            )}
          </CopyButton>
        </Group>
      </Table.Td>
    </Table.Tr>
  )
}

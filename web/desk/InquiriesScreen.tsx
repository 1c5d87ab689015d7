import { Button, Group, Stack, Table, Text } from '@mantine/core'
import { Fragment, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { LoadingBlock } from '../app/LoadingScreen.js'
import { useFormat } from '../format/useFormat.js'
import { DeskInquiriesDocument } from '../generated/operations.js'
import { CopyText } from './CopyText.js'
import { changesOfLine, DeskLink } from './DeskLink.js'
import { DeskScreen } from './DeskScreen.js'
import { InquiryFilters } from './InquiryFilters.js'
import { inquiriesAsked, type InquiryFilter, readInquiryFilter, writeInquiryFilter } from './inquiryFilter.js'
import { type InquiryRecord } from './inquiryRecord.js'
import { KeptNotice } from './KeptNotice.js'
import { LineName } from './LineName.js'
import { OutcomeBadge } from './OutcomeBadge.js'
import { Paging } from './Paging.js'
import { ProcessingTable } from './ProcessingTable.js'
import { RevealButton } from './RevealButton.js'
import { ScrollBox } from './ScrollBox.js'
import { useKeptQuery } from './useKeptQuery.js'

const pageSize = 20

/** Who asked for which bill, what came of it, and what KOS was asked for it. What is looked for is in the address. */
export function InquiriesScreen() {
  const { t } = useTranslation('desk')
  const [search] = useSearchParams()
  const filter = readInquiryFilter(search)
  const inquiries = useKeptQuery(DeskInquiriesDocument, inquiriesAsked(filter, pageSize))
  const page = inquiries.data?.billInquiries
  return (
    <DeskScreen
      title={t('inquiries.title')}
      actions={
        <Button variant="default" size="sm" onClick={inquiries.refresh}>
          {t('inquiries.refresh')}
        </Button>
      }
    >
      <InquiryFilters filter={filter} />
      <KeptNotice kept={inquiries} />
      {page === undefined && inquiries.error === null && <LoadingBlock height={300} />}
      {page !== undefined && (
        <Stack gap="md">
          <InquiryTable records={page.edges.map(({ node }) => node)} filter={filter} />
          <Paging
            first={filter.after === null ? null : addressOf({ ...filter, after: null })}
            next={page.pageInfo.hasNextPage ? addressOf({ ...filter, after: page.pageInfo.endCursor }) : null}
          />
        </Stack>
      )}
    </DeskScreen>
  )
}

const addressOf = (filter: InquiryFilter): string => `?${writeInquiryFilter(filter).toString()}`

const columns = ['requestedAt', 'line', 'month', 'outcome', 'source', 'took', 'details'] as const

function InquiryTable({ records, filter }: { records: readonly InquiryRecord[]; filter: InquiryFilter }) {
  const { t } = useTranslation('desk')
  const [openId, setOpen] = useState<string | null>(null)
  if (records.length === 0) return <Text c="dimmed">{t('inquiries.none')}</Text>
  return (
    <ScrollBox label={t('inquiries.title')}>
      <Table miw={900} verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column} scope="col">
                {t(`inquiries.${column}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {records.map((record) => {
            const { id } = record.inquiry
            const isOpen = openId === id
            return (
              <Fragment key={id}>
                <InquiryRow record={record} isOpen={isOpen} onToggle={() => setOpen(isOpen ? null : id)} />
                {isOpen && (
                  <Table.Tr id={`inquiry-${id}`}>
                    <Table.Td colSpan={columns.length}>
                      <InquiryDetails record={record} filter={filter} />
                    </Table.Td>
                  </Table.Tr>
                )}
              </Fragment>
            )
          })}
        </Table.Tbody>
      </Table>
    </ScrollBox>
  )
}

function InquiryRow({
  record: { inquiry, line },
  isOpen,
  onToggle,
}: {
  record: InquiryRecord
  isOpen: boolean
  onToggle: () => void
}) {
  const { t } = useTranslation('desk')
  const { dateTimeWithSeconds, yearMonth } = useFormat()
  const { id, requestedAt, processedAt, month, outcome, cacheHit } = inquiry
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400} className="amount">
        {dateTimeWithSeconds(requestedAt)}
      </Table.Th>
      <Table.Td>
        <LineName line={line} />
      </Table.Td>
      <Table.Td>{yearMonth(month)}</Table.Td>
      <Table.Td>
        <OutcomeBadge outcome={outcome} />
      </Table.Td>
      <Table.Td>{processedAt === null ? '–' : cacheHit ? t('inquiries.fromCache') : t('inquiries.fromKos')}</Table.Td>
      <Table.Td className="amount">
        {processedAt === null ? '–' : `${Date.parse(processedAt) - Date.parse(requestedAt)}ms`}
      </Table.Td>
      <Table.Td>
        <Button
          variant="subtle"
          size="compact-sm"
          aria-expanded={isOpen}
          aria-controls={isOpen ? `inquiry-${id}` : undefined}
          aria-label={`${isOpen ? t('inquiries.close') : t('inquiries.open')}: ${dateTimeWithSeconds(requestedAt)}`}
          onClick={onToggle}
        >
          {isOpen ? t('inquiries.close') : t('inquiries.open')}
        </Button>
      </Table.Td>
    </Table.Tr>
  )
}

function InquiryDetails({
  record: { inquiry, line, customer, processing },
  filter,
}: {
  record: InquiryRecord
  filter: InquiryFilter
}) {
  const { t } = useTranslation('desk')
  return (
    <Stack gap="sm" py="xs">
      <Group gap="md">
        <Text size="sm">{t('inquiries.asker', { name: customer?.maskedName ?? t('line.nobody') })}</Text>
        <RevealButton line={line} />
        <DeskLink to={addressOf({ ...filter, lineId: line.id, after: null })}>{t('inquiries.onlyLine')}</DeskLink>
        <DeskLink to={changesOfLine(line.id)}>{t('line.changes')}</DeskLink>
      </Group>
      <Text size="sm" component="div">
        {t('trace')} <CopyText text={inquiry.traceId} name={t('trace')} />
      </Text>
      <ProcessingTable processing={processing} />
    </Stack>
  )
}

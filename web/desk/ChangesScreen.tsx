import { Anchor, Group, Input, SegmentedControl, Select, Stack, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useSearchParams } from 'react-router'
import { LoadingBlock } from '../app/LoadingScreen.js'
import { useFormat } from '../format/useFormat.js'
import { DeskChangeCountsDocument, DeskChangesDocument, type DeskChangesQuery } from '../generated/operations.js'
import { type Age, ages, type ChangeFilter, changesAsked, readChangeFilter, writeChangeFilter } from './changeFilter.js'
import { CountsByState } from './CountsByState.js'
import { DeskScreen } from './DeskScreen.js'
import { formatAge } from './duration.js'
import { KeptNotice } from './KeptNotice.js'
import { LineFilter } from './LineFilter.js'
import { LineName } from './LineName.js'
import { Paging } from './Paging.js'
import { ScrollBox } from './ScrollBox.js'
import { StatusBadge } from './StatusBadge.js'
import { useKeptQuery } from './useKeptQuery.js'

/** ms */
const askEvery = 10_000
const noVariables = {}

/** The changes of all lines by state and age. What is looked for is in the address. */
export function ChangesScreen() {
  const { t } = useTranslation('desk')
  const [search] = useSearchParams()
  const filter = readChangeFilter(search)
  const counts = useKeptQuery(DeskChangeCountsDocument, noVariables, { everyMs: askEvery })
  const changes = useKeptQuery(DeskChangesDocument, filter, { everyMs: askEvery, variablesOf: changesAsked })
  const page = changes.data?.productChanges
  return (
    <DeskScreen title={t('changes.title')}>
      <KeptNotice kept={counts} />
      {counts.data === null && counts.error === null && <LoadingBlock height={120} />}
      {counts.data !== null && <CountsByState counts={counts.data.productChangeCounts} filter={filter} />}
      <Filters filter={filter} />
      <KeptNotice kept={changes} />
      {page === undefined && changes.error === null && <LoadingBlock height={300} />}
      {page !== undefined && (
        <Stack gap="md">
          <ChangeTable changes={page.edges.map(({ node }) => node)} asOf={changes.at ?? ''} />
          <Paging
            first={filter.after === null ? null : addressOf({ ...filter, after: null })}
            next={page.pageInfo.hasNextPage ? addressOf({ ...filter, after: page.pageInfo.endCursor }) : null}
          />
        </Stack>
      )}
    </DeskScreen>
  )
}

const addressOf = (filter: ChangeFilter): string => `?${writeChangeFilter(filter).toString()}`

function Filters({ filter }: { filter: ChangeFilter }) {
  const { t } = useTranslation('desk')
  const navigate = useNavigate()
  const change = (to: Partial<ChangeFilter>): void =>
    void navigate(addressOf({ ...filter, ...to, after: null }), { preventScrollReset: true })
  return (
    <Group align="flex-end" gap="md" component="search" aria-label={t('changes.filters')}>
      <Select
        label={t('changes.age')}
        allowDeselect={false}
        value={filter.age ?? ''}
        onChange={(age) => change({ age: age === null || age === '' ? null : (age as Age) })}
        data={[
          { value: '', label: t('changes.anyAge') },
          ...Object.keys(ages).map((age) => ({ value: age, label: t(`changes.ages.${age as Age}`) })),
        ]}
      />
      <Stack gap={0} align="flex-start">
        <Input.Label labelElement="div" id="changes-order">
          {t('changes.order')}
        </Input.Label>
        <SegmentedControl
          aria-labelledby="changes-order"
          value={filter.oldestFirst ? 'oldest' : 'newest'}
          onChange={(order) => change({ oldestFirst: order === 'oldest' })}
          data={[
            { value: 'newest', label: t('changes.newestFirst') },
            { value: 'oldest', label: t('changes.oldestFirst') },
          ]}
        />
      </Stack>
      <LineFilter lineId={filter.lineId} onChange={(lineId) => change({ lineId })} />
    </Group>
  )
}

type ListedChange = DeskChangesQuery['productChanges']['edges'][number]['node']

/** @param asOf when it was listed, RFC 3339: ages are as of then */
function ChangeTable({ changes, asOf }: { changes: readonly ListedChange[]; asOf: string }) {
  const { t, i18n } = useTranslation('desk')
  const { dateTime } = useFormat()
  if (changes.length === 0) return <Text c="dimmed">{t('changes.none')}</Text>
  const ageOf = (instant: string): string =>
    formatAge(Math.max(0, (Date.parse(asOf) - Date.parse(instant)) / 1_000), i18n.language)
  return (
    <ScrollBox label={t('changes.title')}>
      <Table miw={760} verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            {(['status', 'requestedAt', 'line', 'timing', 'changedAt', 'failure'] as const).map((column) => (
              <Table.Th key={column} scope="col">
                {t(`changes.${column}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {changes.map(({ id, status, timing, requestedAt, changedAt, failure, line }) => (
            <Table.Tr key={id}>
              <Table.Td>
                <StatusBadge status={status} />
              </Table.Td>
              <Table.Th scope="row" fw={400}>
                <Anchor component={Link} to={`/desk/changes/${id}`} size="sm" className="amount">
                  {dateTime(requestedAt)}
                </Anchor>
              </Table.Th>
              <Table.Td>
                <LineName line={line} />
              </Table.Td>
              <Table.Td>{t(`timing.${timing}`)}</Table.Td>
              <Table.Td>{t('changes.ago', { age: ageOf(changedAt) })}</Table.Td>
              <Table.Td>{failure?.code ?? '–'}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollBox>
  )
}

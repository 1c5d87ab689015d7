import { Anchor, Paper, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useQuery } from 'urql'
import { AmountAndState } from '../app/AmountAndState.js'
import { LoadingBlock } from '../app/LoadingScreen.js'
import { Problem } from '../app/Problem.js'
import { StaleNotice } from '../app/StaleNotice.js'
import { Unavailable } from '../app/Unavailable.js'
import { useFormat } from '../format/useFormat.js'
import { HomeBillDocument, type HomeBillQuery } from '../generated/operations.js'
import { UsageRings } from './UsageRings.js'

type BillResult = NonNullable<HomeBillQuery['line']>['bill']
type Bill = Extract<BillResult, { __typename: 'Bill' }>

/** What this month costs, when it is to be paid, and what was used of it. */
export function MonthAtAGlance({ lineId }: { lineId: string }) {
  const { t } = useTranslation('home')
  const [{ data, error, fetching }, ask] = useQuery({ query: HomeBillDocument, variables: { lineId } })
  const again = (): void => ask({ requestPolicy: 'network-only' })
  const result = data?.line?.bill
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="month">
      <Stack>
        <Title order={2} size="h4" id="month">
          {t('month.title')}
        </Title>
        {result ? (
          <Shown result={result} lineId={lineId} onRefresh={again} busy={fetching} />
        ) : error ? (
          <Problem error={error} onRetry={again} retriesBySelf isAsking={fetching} />
        ) : (
          <LoadingBlock height={180} />
        )}
      </Stack>
    </Paper>
  )
}

function Shown(props: { result: BillResult; lineId: string; onRefresh: () => void; busy: boolean }) {
  const { result, lineId, onRefresh, busy } = props
  const { t, i18n } = useTranslation('home')
  const { yearMonth } = useFormat()
  switch (result.__typename) {
    case 'Bill':
      return <BillAtAGlance bill={result} lineId={lineId} onRefresh={onRefresh} />
    case 'BillNotIssued':
      return (
        <Text>
          {i18n.language === 'ko' ? result.message : t('month.notIssued', { month: yearMonth(result.month) })}
        </Text>
      )
    case 'LineNotActive':
      return <Text>{i18n.language === 'ko' ? result.message : t('notActive')}</Text>
    case 'TemporarilyUnavailable':
      return <Unavailable {...result} title={t('month.unavailable')} onRetry={onRefresh} isAsking={busy} />
  }
}

function BillAtAGlance({ bill, lineId, onRefresh }: { bill: Bill; lineId: string; onRefresh: () => void }) {
  const { t } = useTranslation('home')
  const { yearMonth, date } = useFormat()
  const { month, total, state, dueDate, usage, freshness } = bill
  return (
    <Stack>
      <StaleNotice freshness={freshness} onRefresh={onRefresh} />
      <AmountAndState heading={yearMonth(month)} total={total} state={state} stateText={t(`month.state.${state}`)} />
      {dueDate !== null && <Text size="sm">{t('month.due', { date: date(dueDate) })}</Text>}
      <UsageRings usage={usage} />
      <Anchor component={Link} to={`/bill/${lineId}/${month}`}>
        {t('month.details')}
      </Anchor>
    </Stack>
  )
}

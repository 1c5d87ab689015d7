import { Anchor, Badge, Button, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { LoadingBlock } from '../app/LoadingScreen.js'
import { Problem } from '../app/Problem.js'
import { StaleNotice } from '../app/StaleNotice.js'
import { useFormat } from '../format/useFormat.js'
import { useBillMonths } from './useBillMonths.js'

/** One line: the months that have a bill, this one marked, and the way to its history. */
export function LineMonths({ lineId: id, name }: { lineId: string; name: string }) {
  const { t } = useTranslation('billInquiry')
  const { line, error, isAsking, again } = useBillMonths(id)
  const heading = useId()
  return (
    <Paper withBorder p="md" component="section" aria-labelledby={heading}>
      <Stack>
        <Title order={2} size="h4" id={heading}>
          {t('lineOf', { number: name })}
        </Title>
        {error && <Problem error={error} title={t('months.unavailable')} onRetry={again} retriesBySelf />}
        {!line && !error && <LoadingBlock height={120} />}
        {line && (
          <>
            <StaleNotice freshness={line.billMonthsFreshness} onRefresh={again} />
            {line.billMonths.length === 0 ? (
              <Stack gap="xs" align="flex-start" aria-busy={isAsking}>
                <Text>{t('months.none')}</Text>
                <Anchor component={Link} to={`/bill/${id}`}>
                  {t('months.whyNone')}
                </Anchor>
              </Stack>
            ) : (
              <Months lineId={id} number={name} months={line.billMonths} current={line.currentMonth} />
            )}
          </>
        )}
        <Anchor component={Link} to={`/bill/${id}/history`}>
          {t('history.link')}
        </Anchor>
      </Stack>
    </Paper>
  )
}

function Months(props: { lineId: string; number: string; months: readonly string[]; current: string }) {
  const { lineId, number, months, current } = props
  const { t } = useTranslation('billInquiry')
  const { yearMonth } = useFormat()
  return (
    <SimpleGrid
      component="ul"
      cols={{ base: 2, xs: 3 }}
      spacing="xs"
      p={0}
      m={0}
      style={{ listStyle: 'none' }}
      aria-label={t('months.list', { number })}
    >
      {months.map((month) => (
        <li key={month}>
          <Button
            component={Link}
            to={`/bill/${lineId}/${month}`}
            variant={month === current ? 'light' : 'default'}
            fullWidth
            h={52}
            px="xs"
          >
            <Stack gap={2} align="center">
              {yearMonth(month)}
              {month === current && (
                <Badge size="xs" tt="none">
                  {t('months.current')}
                </Badge>
              )}
            </Stack>
          </Button>
        </li>
      ))}
    </SimpleGrid>
  )
}

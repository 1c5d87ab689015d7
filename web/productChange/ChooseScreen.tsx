import { Alert, Anchor, Grid, Paper, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { useQuery } from 'urql'
import { LoadingBlock } from '../app/LoadingScreen.js'
import { Problem } from '../app/Problem.js'
import { Screen } from '../app/Screen.js'
import { StaleNotice } from '../app/StaleNotice.js'
import { CandidatesDocument } from '../generated/operations.js'
import { useKept } from '../graphql/useKept.js'
import { CandidateList } from './CandidateList.js'
import { CurrentPlan } from './CurrentPlan.js'
import { RunningChange } from './RunningChange.js'
import { useLineStanding } from './useLineStanding.js'

/** The line's plan beside those that it may change to. Another line starts anew. */
export function ChooseScreen() {
  const { lineId = '' } = useParams()
  return <Choose key={lineId} lineId={lineId} />
}

function Choose({ lineId }: { lineId: string }) {
  const { t } = useTranslation('productChange')
  const { line, error, isAsking, askAgain } = useLineStanding(lineId)
  return (
    <Screen title={t('choose.title')}>
      {line && <Text c="dimmed">{t('choose.line', { line: line.maskedNumber })}</Text>}
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Paper withBorder p="md" component="section" aria-label={t('plan.current')}>
            <Stack>
              {line ? (
                <CurrentPlan
                  product={line.product}
                  failed={error !== undefined}
                  isAsking={isAsking}
                  onRefresh={askAgain}
                />
              ) : (
                !error && <LoadingBlock height={96} />
              )}
              {error && <Problem error={error} onRetry={askAgain} retriesBySelf isAsking={isAsking} />}
              {line?.activeChange && (
                <RunningChange key={line.activeChange.id} change={line.activeChange} onEnded={askAgain} />
              )}
              <Anchor component={Link} to="/change" size="sm">
                {t('choose.otherLine')}
              </Anchor>
            </Stack>
          </Paper>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 8 }}>
          {line?.product.__typename === 'LineNotActive' ? (
            <Alert color="gray" variant="light">
              {t('choose.notActive')}
            </Alert>
          ) : (
            <Candidates lineId={lineId} standing={line} />
          )}
        </Grid.Col>
      </Grid>
    </Screen>
  )
}

function Candidates({ lineId, standing }: { lineId: string; standing: ReturnType<typeof useLineStanding>['line'] }) {
  const { t } = useTranslation('productChange')
  const [{ data, error, fetching }, ask] = useQuery({ query: CandidatesDocument, variables: { lineId } })
  const line = useKept(data?.line, lineId)
  const again = (): void => ask({ requestPolicy: 'network-only' })
  const failed = error !== undefined
  const freshness = line?.changeCandidates[0]?.freshness
  return (
    <Stack component="section" aria-labelledby="candidates">
      <Title order={2} size="h3" id="candidates">
        {t('choose.candidates')}
      </Title>
      {failed && (
        <Problem error={error} title={t('choose.unavailable')} onRetry={again} retriesBySelf isAsking={fetching} />
      )}
      {freshness && <StaleNotice freshness={{ ...freshness, stale: freshness.stale || failed }} onRefresh={again} />}
      {line && (
        <CandidateList
          lineId={lineId}
          candidates={line.changeCandidates}
          current={standing?.product.__typename === 'Product' ? standing.product : null}
        />
      )}
      {!line && !failed && (
        <>
          <LoadingBlock height={120} />
          <LoadingBlock height={160} />
          <LoadingBlock height={160} />
        </>
      )}
    </Stack>
  )
}

import { Accordion, Button, Paper, Stack, Text, Title } from '@mantine/core'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { LoadingBlock } from '../app/LoadingScreen.js'
import { Problem } from '../app/Problem.js'
import { CurrentPlan } from './CurrentPlan.js'
import { EarlierChanges } from './EarlierChanges.js'
import { RunningChange } from './RunningChange.js'
import { useLineStanding } from './useLineStanding.js'

/** One line: its plan, the change that is under way, those before, and the way to another plan. */
export function LineCard({ lineId, name }: { lineId: string; name: string }) {
  const { t } = useTranslation('productChange')
  const heading = useId()
  const { line, error, isAsking, askAgain } = useLineStanding(lineId)
  const mayChoose = line?.product.__typename === 'Product' && line.activeChange === null && !error
  return (
    <Paper withBorder p="md" component="section" aria-labelledby={heading}>
      <Stack>
        <Title order={2} size="h4" id={heading}>
          {name}
        </Title>
        {line ? (
          <CurrentPlan product={line.product} failed={error !== undefined} isAsking={isAsking} onRefresh={askAgain} />
        ) : (
          !error && <LoadingBlock height={96} />
        )}
        {line?.activeChange && (
          <RunningChange key={line.activeChange.id} change={line.activeChange} onEnded={askAgain} />
        )}
        {error && (
          <Problem
            error={error}
            onRetry={askAgain}
            retriesBySelf
            isAsking={isAsking}
            {...(line && { title: t('running.unknown') })}
          />
        )}
        {mayChoose && (
          <Button component={Link} to={`/change/${lineId}`} aria-describedby={heading}>
            {t('menu.choose')}
          </Button>
        )}
        <Accordion variant="default" chevronPosition="right">
          <Accordion.Item value="changes">
            <Accordion.Control>
              <Text size="sm" fw={600}>
                {t('earlier.title')}
              </Text>
            </Accordion.Control>
            <Accordion.Panel>
              <EarlierChanges lineId={lineId} />
            </Accordion.Panel>
          </Accordion.Item>
        </Accordion>
      </Stack>
    </Paper>
  )
}

import { Alert, Button, Group, Paper, SimpleGrid, Skeleton, Text } from '@mantine/core'
import { type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format/useFormat.js'
import { DeskChangePlansDocument } from '../generated/operations.js'
import { type DeskChange } from './deskChange.js'
import { CopyText } from './CopyText.js'
import { changesOfLine, DeskLink, inquiriesOfLine } from './DeskLink.js'
import { LineName } from './LineName.js'
import { RevealButton } from './RevealButton.js'
import { useKeptQuery } from './useKeptQuery.js'

/** What a change is about, and by which ids it is found elsewhere. */
export function ChangeFacts({ change }: { change: DeskChange }) {
  const { t } = useTranslation('desk')
  const { dateTimeWithSeconds, dateOfYear } = useFormat()
  const { line, failure } = change
  return (
    <Paper withBorder p="md" component="section" aria-label={t('change.facts')}>
      {failure && (
        <Alert color="red" variant="light" title={failure.code} mb="md">
          <Text size="sm" lang="ko">
            {failure.message}
          </Text>
        </Alert>
      )}
      <SimpleGrid component="dl" cols={{ base: 1, sm: 2 }} spacing="md" verticalSpacing="sm" m={0}>
        <Fact name={t('change.line')}>
          <Group gap="sm">
            <LineName line={line} />
            <RevealButton line={line} />
          </Group>
          <Group gap="xs" mt={6}>
            <DeskLink to={changesOfLine(line.id)}>{t('line.changes')}</DeskLink>
            <DeskLink to={inquiriesOfLine(line.id)}>{t('line.inquiries')}</DeskLink>
          </Group>
        </Fact>
        <Fact name={t('change.plans')}>
          <Plans changeId={change.id} />
        </Fact>
        <Fact name={t('change.timing')}>
          {t(`timing.${change.timing}`)} · {dateOfYear(change.effectiveOn)}
        </Fact>
        <Fact name={t('change.requestedAt')}>{dateTimeWithSeconds(change.requestedAt)}</Fact>
        <Fact name={t('change.changedAt')}>{dateTimeWithSeconds(change.changedAt)}</Fact>
        <Fact name={t('change.finishedAt')}>
          {change.finishedAt === null ? t('change.notFinished') : dateTimeWithSeconds(change.finishedAt)}
        </Fact>
        <Fact name={t('change.kosOrderNumber')}>
          {change.kosOrderNumber === null ? (
            t('change.noOrder')
          ) : (
            <CopyText text={change.kosOrderNumber} name={t('change.kosOrderNumber')} />
          )}
        </Fact>
        <Fact name={t('change.id')}>
          <CopyText text={change.id} name={t('change.id')} />
        </Fact>
        {change.traceId !== null && (
          <Fact name={t('trace')}>
            <CopyText text={change.traceId} name={t('trace')} />
          </Fact>
        )}
      </SimpleGrid>
    </Paper>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <Text component="dt" size="xs" c="dimmed">
        {name}
      </Text>
      <Text component="dd" size="sm" m={0}>
        {children}
      </Text>
    </div>
  )
}

/** The plans of a change. Where KOS would have to be asked and cannot be, that is said; the rest of the screen is there. */
function Plans({ changeId }: { changeId: string }) {
  const { t } = useTranslation('desk')
  const { money } = useFormat()
  const { data, error, refresh } = useKeptQuery(DeskChangePlansDocument, { id: changeId })
  const plans = data?.productChange
  if (plans) {
    const { from, to } = plans
    return (
      <>
        {from.name} ({money(from.monthlyFee)}) → <b>{to.name}</b> ({money(to.monthlyFee)})
      </>
    )
  }
  if (error === null) return <Skeleton component="span" display="block" height={20} />
  return (
    <>
      {t('change.plansUnknown')}{' '}
      <Button variant="subtle" size="compact-sm" onClick={refresh}>
        {t('retry', { ns: 'app' })}
      </Button>
    </>
  )
}

import { Anchor, Group, Stack, Text, Title } from '@mantine/core'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { useClient } from 'urql'
import { LoadingBlock } from '../app/LoadingScreen.js'
import { Problem } from '../app/Problem.js'
import { DeskChangeDocument, DeskChangeProgressDocument } from '../generated/operations.js'
import { ChangeCommands } from './ChangeCommands.js'
import { ChangeFacts } from './ChangeFacts.js'
import { ChangeHistory } from './ChangeHistory.js'
import { type DeskChange } from './deskChange.js'
import { DeskScreen } from './DeskScreen.js'
import { KeptNotice } from './KeptNotice.js'
import { StatusBadge } from './StatusBadge.js'
import { type Kept, useKeptQuery } from './useKeptQuery.js'

/** ms; events are told as they happen, this is for when they cannot be. */
const askEvery = 15_000

/** One change: where it stands, all that happened to it, and what an operator may do. */
export function ChangeScreen() {
  const { t } = useTranslation('desk')
  const { changeId = '' } = useParams()
  const kept = useKeptQuery(DeskChangeDocument, { id: changeId }, { everyMs: askEvery })
  const change = kept.data?.productChange
  useProgress(change, kept)
  return (
    <DeskScreen title={t('change.title')} actions={change && <StatusBadge status={change.status} />}>
      <Anchor component={Link} to="/desk/changes" size="sm">
        {t('change.toList')}
      </Anchor>
      <KeptNotice kept={kept} />
      {kept.data === null && kept.error === null && <LoadingBlock height={300} />}
      {change === null && <Problem error={{ code: 'NOT_FOUND' }} />}
      {change && <FoundChange change={change} onChanged={kept.refresh} />}
    </DeskScreen>
  )
}

function FoundChange({ change, onChanged }: { change: DeskChange; onChanged: () => void }) {
  const { t } = useTranslation('desk')
  return (
    <>
      <ChangeFacts change={change} />
      <ChangeCommands change={change} onChanged={onChanged} />
      <Stack component="section" gap="sm" aria-label={t('history.title')}>
        <Group justify="space-between">
          <Title order={2} size="h4">
            {t('history.title')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('history.count', { number: change.version })}
          </Text>
        </Group>
        <ChangeHistory history={change.history} />
      </Stack>
    </>
  )
}

/** Asks again as soon as something has happened to a change that is not over. */
function useProgress(change: DeskChange | null | undefined, { refresh }: Kept<unknown>): void {
  const client = useClient()
  const { id, version, finishedAt } = change ?? {}
  const isUnderWay = finishedAt === null
  useEffect(() => {
    if (id === undefined || version === undefined || !isUnderWay) return undefined
    const watching = client
      .subscription(DeskChangeProgressDocument, { id, afterVersion: version })
      .subscribe(({ data }) => {
        if ((data?.productChangeProgress.event.version ?? 0) > version) refresh()
      })
    return () => watching.unsubscribe()
  }, [client, id, version, isUnderWay, refresh])
}

import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useQuery } from 'urql'
import { LoadingBlock } from '../app/LoadingScreen.js'
import { Problem } from '../app/Problem.js'
import { useFormat } from '../format/useFormat.js'
import { LineChangePlansDocument, LineChangesDocument, type LineChangesQuery } from '../generated/operations.js'
import { useKept } from '../graphql/useKept.js'
import classes from './EarlierChanges.module.css'
import { statusColor } from './statusColor.js'

type Change = NonNullable<LineChangesQuery['line']>['changes']['edges'][number]['node']

const pageSize = 5

/** All changes of a line, the newest first, page by page. */
export function EarlierChanges({ lineId }: { lineId: string }) {
  const [pages, setPages] = useState<(string | null)[]>([null])
  return (
    <Stack gap="xs">
      {pages.map((after, at) => (
        <Page
          key={after}
          lineId={lineId}
          after={after}
          {...(at === pages.length - 1 && { onMore: (end: string) => setPages((before) => [...before, end]) })}
        />
      ))}
    </Stack>
  )
}

interface PageProps {
  lineId: string
  after: string | null
  /** Left out for a page that another one follows already. */
  onMore?: (end: string) => void
}

function Page({ lineId, after, onMore }: PageProps) {
  const { t } = useTranslation('productChange')
  const variables = { lineId, first: pageSize, after }
  const [{ data, error, fetching }, ask] = useQuery({ query: LineChangesDocument, variables })
  // Apart, since the plans of one that has just been asked for are not known while KOS is away.
  const [{ data: plans }] = useQuery({ query: LineChangePlansDocument, variables })
  const changes = useKept(data?.line?.changes, lineId)
  if (!changes) {
    if (!error) return <LoadingBlock height={64} />
    const askAgain = (): void => ask({ requestPolicy: 'network-only' })
    return <Problem error={error} onRetry={askAgain} retriesBySelf isAsking={fetching} />
  }
  const { edges, pageInfo } = changes
  if (edges.length === 0 && after === null) return <Text size="sm">{t('earlier.none')}</Text>
  const planOf = (id: string) => plans?.line?.changes.edges.find(({ node }) => node.id === id)?.node
  return (
    <>
      {edges.map(({ node }) => (
        <EarlierChange key={node.id} change={node} plans={planOf(node.id)} />
      ))}
      {onMore && pageInfo.hasNextPage && pageInfo.endCursor !== null && (
        <Button variant="default" size="sm" onClick={() => onMore(pageInfo.endCursor ?? '')}>
          {t('earlier.more')}
        </Button>
      )}
    </>
  )
}

function EarlierChange({
  change,
  plans,
}: {
  change: Change
  plans: { from: { name: string }; to: { name: string } } | undefined
}) {
  const { t } = useTranslation('productChange')
  const { dateTime } = useFormat()
  return (
    <Link to={`/changes/${change.id}`} className={classes['change']}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={600}>
          {plans ? t('fromTo', { from: plans.from.name, to: plans.to.name }) : t('title')}
        </Text>
        <Badge variant="light" color={statusColor(change.status)} tt="none">
          {t(`ending.${change.status}.badge`)}
        </Badge>
      </Group>
      <Text size="xs" c="dimmed">
        {dateTime(change.requestedAt)}
      </Text>
    </Link>
  )
}

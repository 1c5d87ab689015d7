import { Group, Paper, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { useFormat } from '../format/useFormat.js'
import { ChangePlansDocument } from '../generated/operations.js'
import { useKept } from '../graphql/useKept.js'
import { type ChangeStanding } from './changeStory.js'

/** Which line, from which plan to which, from when. The plans may not be known yet while KOS is away. */
export function ChangeFacts({ change }: { change: ChangeStanding }) {
  const { t } = useTranslation('productChange')
  const { dateTime, dateOfYear } = useFormat()
  // Asked for anew when it goes on: by then KOS may have told.
  const [{ data }] = useQuery({ query: ChangePlansDocument, variables: { id: change.id } })
  const plans = useKept(data?.productChange, change.id)
  const facts: [string, string][] = [
    [t('facts.line'), change.line.maskedNumber],
    ...(plans
      ? [[t('facts.plans'), t('fromTo', { from: plans.from.name, to: plans.to.name })] as [string, string]]
      : []),
    [t('facts.effectiveOn'), dateOfYear(change.effectiveOn)],
    [t('facts.requestedAt'), dateTime(change.requestedAt)],
    ...(change.finishedAt === null ? [] : [[t('facts.finishedAt'), dateTime(change.finishedAt)] as [string, string]]),
    ...(change.kosOrderNumber === null ? [] : [[t('facts.order'), change.kosOrderNumber] as [string, string]]),
  ]
  return (
    <Paper withBorder p="md">
      <Stack gap="xs" component="dl" m={0}>
        {facts.map(([name, value]) => (
          <Group key={name} justify="space-between" align="baseline" gap="md" wrap="nowrap">
            <Text size="sm" c="dimmed" component="dt" flex="none">
              {name}
            </Text>
            <Text size="sm" fw={600} component="dd" m={0} ta="end">
              {value}
            </Text>
          </Group>
        ))}
      </Stack>
    </Paper>
  )
}

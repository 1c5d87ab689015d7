import { Group, Text, Timeline } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format/useFormat.js'
import { type DeskChange } from './deskChange.js'
import classes from './ChangeHistory.module.css'
import { eventName } from './eventName.js'

/** Everything that happened to a change, oldest first: what it was, what the customer reads of it, and the details. */
export function ChangeHistory({ history }: { history: DeskChange['history'] }) {
  const { t } = useTranslation('desk')
  const { dateTimeWithSeconds } = useFormat()
  return (
    <Timeline
      active={history.length - 1}
      bulletSize={14}
      lineWidth={2}
      component="ol"
      className={classes['list'] ?? ''}
      aria-label={t('history.title')}
    >
      {history.map(({ version, type, at, message, detail }) => (
        <Timeline.Item
          key={version}
          component="li"
          title={
            <Group gap="xs" component="span">
              <Text span c="dimmed" size="sm">
                {version}
              </Text>
              <span>{eventName(type, t)}</span>
              <Text span c="dimmed" size="sm" className="amount">
                {dateTimeWithSeconds(at)}
              </Text>
            </Group>
          }
        >
          <Text size="sm" lang="ko">
            {message}
          </Text>
          {detail !== null && (
            <Text size="sm" c="dimmed" lang="ko">
              {detail}
            </Text>
          )}
        </Timeline.Item>
      ))}
    </Timeline>
  )
}

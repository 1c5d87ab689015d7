import { Stack, Text, Timeline, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format/useFormat.js'
import { type ChangeHappening, type ChangeStanding } from './changeStory.js'
import { statusColor } from './statusColor.js'
import { useApiSentences } from './useApiSentences.js'

/** Everything that happened to a change, from the first to the last. */
export function ChangeSteps({
  happenings,
  change,
}: {
  happenings: readonly ChangeHappening[]
  change: ChangeStanding
}) {
  const { t } = useTranslation('productChange')
  const { dateTimeWithSeconds } = useFormat()
  const { happening: sentence } = useApiSentences()
  return (
    <Stack gap="sm" component="section" aria-labelledby="steps">
      <Title order={2} size="h4" id="steps">
        {t('result.steps')}
      </Title>
      <Timeline
        active={happenings.length - 1}
        bulletSize={18}
        lineWidth={2}
        color={statusColor(change.status)}
        component="ol"
        m={0}
        style={{ listStyle: 'none' }}
        styles={{ itemTitle: { lineHeight: 1.4 } }}
      >
        {happenings.map((happening) => (
          <Timeline.Item key={happening.version} title={sentence(happening)} component="li">
            <Text size="xs" c="dimmed">
              {dateTimeWithSeconds(happening.at)}
            </Text>
          </Timeline.Item>
        ))}
      </Timeline>
    </Stack>
  )
}

import { Paper, Radio, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format/useFormat.js'
import { type ChangeTiming } from '../generated/operations.js'
import { type AskedQuote } from './useQuote.js'

const timings: readonly ChangeTiming[] = ['IMMEDIATE', 'NEXT_BILL_CYCLE']

interface TimingChoiceProps {
  timing: ChangeTiming
  quotes: Record<ChangeTiming, AskedQuote>
  onChoose: (timing: ChangeTiming) => void
}

/** Today, or the first of next month, each with what this month costs then. */
export function TimingChoice({ timing, quotes, onChoose }: TimingChoiceProps) {
  const { t } = useTranslation('productChange')
  const { money, date } = useFormat()
  const describe = ({ received, result, error }: AskedQuote): string => {
    if (received) {
      const { effectiveOn, thisMonth, fromNextMonth } = received.quote
      return t('timing.costs', {
        date: date(effectiveOn),
        thisMonth: money(thisMonth.reduce((sum, { amount }) => sum + amount, 0)),
        nextMonth: money(fromNextMonth),
      })
    }
    if (result?.__typename === 'ProductChangeRefused') return t('timing.refused')
    return t(result || error ? 'timing.unknown' : 'timing.asking')
  }
  return (
    <Radio.Group
      label={t('timing.title')}
      value={timing}
      onChange={(value) => onChoose(value === 'NEXT_BILL_CYCLE' ? 'NEXT_BILL_CYCLE' : 'IMMEDIATE')}
    >
      <Stack gap="xs" mt="xs">
        {timings.map((one) => (
          <Paper key={one} withBorder p="sm">
            <Radio value={one} label={t(`timing.${one}`)} description={describe(quotes[one])} />
          </Paper>
        ))}
      </Stack>
    </Radio.Group>
  )
}

import { ActionIcon, Group, NativeSelect } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useAutomaticRetry } from '../app/useAutomaticRetry.js'
import { useFormat } from '../format/useFormat.js'
import { useBillMonths } from './useBillMonths.js'

/** s between looks for the list of months, which is shown for nothing else. */
const lookAgainAfter = 10

/**
 * Goes to the bill of another month: only those that have one are there to choose.
 *
 * @param shown the month on the screen; null as long as it is not known which one that is
 */
export function MonthPicker({ lineId, shown }: { lineId: string; shown: string | null }) {
  const { t } = useTranslation('billInquiry')
  const { yearMonth } = useFormat()
  const navigate = useNavigate()
  const { line, error, again } = useBillMonths(lineId)
  useAutomaticRetry(again, error ? lookAgainAfter : null)

  const months = line?.billMonths ?? []
  const at = shown === null ? -1 : months.indexOf(shown)
  const isWithoutBill = line !== null && shown !== null && at === -1
  // The focus stays here, so that one can go on choosing.
  const go = (month: string): void => void navigate(`/bill/${lineId}/${month}`, { state: { keepsFocus: true } })
  const text = (month: string): string =>
    month === line?.currentMonth ? t('months.withCurrent', { month: yearMonth(month) }) : yearMonth(month)
  const newer = months[at - 1]
  const older = months[at + 1]

  if (line && months.length === 0) return null
  return (
    <Group gap="xs" align="flex-end" wrap="nowrap" className="no-print" maw={340} flex="1 1 18rem">
      <Step label={t('months.older')} month={at === -1 ? undefined : older} go={go} Icon={IconChevronLeft} />
      <NativeSelect
        label={t('months.label')}
        flex="1 1 12rem"
        value={shown ?? ''}
        disabled={months.length === 0}
        error={error ? t('months.unavailableShort') : undefined}
        data={[
          ...(shown === null ? [{ value: '', label: t('months.choose'), disabled: true }] : []),
          ...(isWithoutBill
            ? [{ value: shown, label: t('months.withoutBill', { month: yearMonth(shown) }), disabled: true }]
            : []),
          ...(line === null && shown !== null ? [{ value: shown, label: yearMonth(shown) }] : []),
          ...months.map((month) => ({ value: month, label: text(month) })),
        ]}
        onChange={({ currentTarget: { value } }) => go(value)}
      />
      <Step label={t('months.newer')} month={at === -1 ? undefined : newer} go={go} Icon={IconChevronRight} />
    </Group>
  )
}

function Step(props: {
  label: string
  month: string | undefined
  go: (month: string) => void
  Icon: typeof IconChevronLeft
}) {
  const { label, month, go, Icon } = props
  const isOff = month === undefined
  return (
    // Off, and yet in reach: a button that has the focus must not lose it when the last month is reached.
    <ActionIcon
      variant="default"
      size={36}
      aria-label={label}
      aria-disabled={isOff}
      {...(isOff && { 'data-disabled': true })}
      onClick={() => !isOff && go(month)}
    >
      <Icon size={20} aria-hidden />
    </ActionIcon>
  )
}

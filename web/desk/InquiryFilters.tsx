import '@mantine/dates/styles.layer.css'
import { Button, Group, Select } from '@mantine/core'
import { DatesProvider, DateTimePicker } from '@mantine/dates'
import 'dayjs/locale/ko.js'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { type InquiryFilter, inquiryOutcomes, writeInquiryFilter } from './inquiryFilter.js'
import { LineFilter } from './LineFilter.js'
import { addressValue, pickerValue } from './seoulTime.js'
import { TraceFilter } from './TraceFilter.js'

const nothing: InquiryFilter = { lineId: null, from: null, to: null, outcome: null, traceId: null, after: null }

/** Narrows the inquiries by time, outcome, line and trace; each choice is an address of its own. */
export function InquiryFilters({ filter }: { filter: InquiryFilter }) {
  const { t, i18n } = useTranslation('desk')
  const id = useId()
  const navigate = useNavigate()
  const change = (to: Partial<InquiryFilter>): void =>
    void navigate(`?${writeInquiryFilter({ ...filter, ...to, after: null }).toString()}`, { preventScrollReset: true })
  const isNarrowed = writeInquiryFilter({ ...filter, after: null }).size > 0
  return (
    <DatesProvider settings={{ locale: i18n.language, firstDayOfWeek: 0, weekendDays: [] }}>
      <Group align="flex-end" gap="md" component="search" aria-label={t('inquiries.filters')}>
        {(['from', 'to'] as const).map((side) => (
          <DateTimePicker
            key={side}
            label={t(`inquiries.${side}`)}
            placeholder={t('inquiries.anyTime')}
            miw={190}
            clearable
            clearButtonProps={{ 'aria-label': t(`inquiries.clear.${side}`) }}
            valueFormat="YYYY-MM-DD HH:mm"
            value={pickerValue(filter[side])}
            onChange={(value) => change({ [side]: addressValue(value) })}
            monthLabelFormat={t('dates.month')}
            // What opens is named for the field.
            id={`${id}-${side}`}
            popoverProps={{ id: `${id}-${side}` }}
            previousLabel={t('dates.previous')}
            nextLabel={t('dates.next')}
            submitButtonProps={{ 'aria-label': t('dates.submit') }}
            timePickerProps={{
              hoursInputLabel: t('dates.hours'),
              minutesInputLabel: t('dates.minutes'),
              'aria-label': t('dates.time'),
            }}
          />
        ))}
        <Select
          label={t('inquiries.outcome')}
          allowDeselect={false}
          value={filter.outcome ?? ''}
          onChange={(chosen) => change({ outcome: inquiryOutcomes.find((outcome) => outcome === chosen) ?? null })}
          data={[
            { value: '', label: t('inquiries.anyOutcome') },
            ...inquiryOutcomes.map((outcome) => ({ value: outcome, label: t(`outcome.${outcome}`) })),
          ]}
        />
        <LineFilter lineId={filter.lineId} onChange={(lineId) => change({ lineId })} />
        <TraceFilter traceId={filter.traceId} onChange={(traceId) => change({ traceId })} />
        {isNarrowed && (
          <Button variant="subtle" onClick={() => change(nothing)}>
            {t('inquiries.all')}
          </Button>
        )}
      </Group>
    </DatesProvider>
  )
}

import { Button, Paper, Table, Text, Title } from '@mantine/core'
import { type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format/useFormat.js'
import { type ChartMinute } from './healthMinutes.js'
import { ScrollBox } from './ScrollBox.js'

/** A figure of each minute, and how it is written. */
export interface ChartColumn {
  key: Exclude<keyof ChartMinute, 'at'>
  name: string
  format: (figure: number) => string
}

/** A chart, what it shows in a sentence, and the same as a table for whoever cannot see it. */
export function ChartCard({
  title,
  minutes,
  columns,
  children,
}: {
  title: string
  minutes: readonly ChartMinute[]
  columns: readonly ChartColumn[]
  children: ReactNode
}) {
  const { t } = useTranslation('desk')
  const { time } = useFormat()
  const [isTable, setTable] = useState(false)
  const table = useId()
  const summary = columns.map((column) => sentenceOf(column)).join(' ')

  function sentenceOf({ key, name, format }: ChartColumn): string {
    const known = minutes.filter((minute) => minute[key] !== null)
    const last = known.at(-1)
    const [first, ...others] = known
    if (!last || !first) return t('charts.nothingOf', { name })
    const most = others.reduce((best, minute) => ((minute[key] ?? 0) > (best[key] ?? 0) ? minute : best), first)
    return t('charts.sentence', {
      name,
      most: format(most[key] ?? 0),
      mostAt: time(most.at),
      last: format(last[key] ?? 0),
      lastAt: time(last.at),
    })
  }

  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Title order={3} size="h5" mb="sm">
        {title}
      </Title>
      <div role="img" aria-label={`${title}. ${summary}`}>
        {children}
      </div>
      <Text size="xs" c="dimmed" mt="xs" aria-hidden>
        {summary}
      </Text>
      <Button
        variant="subtle"
        size="compact-sm"
        mt="xs"
        aria-expanded={isTable}
        aria-controls={isTable ? table : undefined}
        onClick={() => setTable((before) => !before)}
      >
        {isTable ? t('charts.hideTable') : t('charts.showTable')}
      </Button>
      {isTable && (
        <div id={table}>
          <ScrollBox label={title} maxHeight={260}>
            <Table stickyHeader verticalSpacing={4}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th scope="col">{t('charts.minute')}</Table.Th>
                  {columns.map(({ key, name }) => (
                    <Table.Th key={key} scope="col">
                      {name}
                    </Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody className="amount">
                {[...minutes].reverse().map((minute) => (
                  <Table.Tr key={minute.at}>
                    <Table.Th scope="row" fw={400}>
                      {time(minute.at)}
                    </Table.Th>
                    {columns.map(({ key, format }) => (
                      <Table.Td key={key}>{minute[key] === null ? '–' : format(minute[key])}</Table.Td>
                    ))}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </ScrollBox>
        </div>
      )}
    </Paper>
  )
}

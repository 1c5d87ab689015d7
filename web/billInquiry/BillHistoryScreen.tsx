import { Button, Stack, Table, Text, VisuallyHidden } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { lineName } from '../app/lineName.js'
import { Screen } from '../app/Screen.js'
import { useCustomer } from '../session/SessionProvider.js'
import { HistoryPage } from './HistoryPage.js'

/** The customer's own inquiries about a line, newest first (UFR-BILL-040). */
export function BillHistoryScreen() {
  const { t } = useTranslation('billInquiry')
  const { lines } = useCustomer()
  const { lineId = '' } = useParams()
  const number = lineName(lines, lineId)
  return (
    <Screen title={t('history.title')}>
      <Stack gap="xs">
        {number !== '' && <Text c="dimmed">{t('lineOf', { number })}</Text>}
        <Text>{t('history.intro')}</Text>
        <Text size="sm" c="dimmed">
          {t('history.hint')}
        </Text>
      </Stack>
      <Pages key={lineId} lineId={lineId} />
    </Screen>
  )
}

/** One page after the other, each below the one before. */
function Pages({ lineId }: { lineId: string }) {
  const { t } = useTranslation('billInquiry')
  const [cursors, setCursors] = useState<(string | null)[]>([null])
  /** Where the page after the last one begins; null without one; undefined as long as that is not known. */
  const [next, setNext] = useState<string | null | undefined>(undefined)
  const more = (): void => {
    if (typeof next !== 'string') return
    setCursors([...cursors, next])
    setNext(undefined)
  }
  return (
    <Stack align="flex-start">
      <Table.ScrollContainer minWidth={270} w="100%" scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table verticalSpacing="xs" horizontalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t('history.look')}</Table.Th>
              <Table.Th scope="col">{t('history.outcome')}</Table.Th>
              <Table.Th scope="col">
                <Text span inherit visibleFrom="sm">
                  {t('history.reference')}
                </Text>
                <VisuallyHidden hiddenFrom="sm">{t('history.reference')}</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          {cursors.map((after, at) => (
            <HistoryPage
              key={after ?? ''}
              lineId={lineId}
              after={after}
              {...(at === cursors.length - 1 && { onNext: setNext })}
            />
          ))}
        </Table>
      </Table.ScrollContainer>
      {typeof next === 'string' && (
        <Button variant="default" onClick={more}>
          {t('history.more')}
        </Button>
      )}
      <Text role="status" size="sm" c="dimmed">
        {next === null && cursors.length > 1 ? t('history.end') : ''}
      </Text>
    </Stack>
  )
}

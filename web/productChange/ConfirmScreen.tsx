import { Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { Screen } from '../app/Screen.js'
import { type ChangeTiming } from '../generated/operations.js'
import { OrderNotice } from './OrderNotice.js'
import { QuoteView } from './QuoteView.js'
import { TimingChoice } from './TimingChoice.js'
import { useLineStanding } from './useLineStanding.js'
import { useOrder } from './useOrder.js'
import { useQuote } from './useQuote.js'

/** What a change to one plan costs and takes away, and the button. Another plan starts anew. */
export function ConfirmScreen() {
  const { lineId = '', productCode = '' } = useParams()
  return <Confirm key={`${lineId}/${productCode}`} lineId={lineId} productCode={productCode} />
}

function Confirm({ lineId, productCode }: { lineId: string; productCode: string }) {
  const { t } = useTranslation('productChange')
  const navigate = useNavigate()
  const [search, setSearch] = useSearchParams()
  const { line } = useLineStanding(lineId)
  const quotes = {
    IMMEDIATE: useQuote(lineId, productCode, 'IMMEDIATE'),
    NEXT_BILL_CYCLE: useQuote(lineId, productCode, 'NEXT_BILL_CYCLE'),
  }
  const timing: ChangeTiming = search.get('timing') === 'NEXT_BILL_CYCLE' ? 'NEXT_BILL_CYCLE' : 'IMMEDIATE'
  // Back leads to the choice, not to a button that was pressed already.
  const order = useOrder(lineId, (changeId) => void navigate(`/changes/${changeId}`, { replace: true }))
  const asked = quotes[timing]
  const choose = (next: ChangeTiming): void =>
    setSearch(next === 'IMMEDIATE' ? {} : { timing: next }, { replace: true })
  return (
    <Screen title={t('confirm.title')}>
      {line && <Text c="dimmed">{t('choose.line', { line: line.maskedNumber })}</Text>}
      <Stack gap="lg" maw="44rem">
        <OrderNotice order={order} onNewQuote={asked.askAgain} />
        <TimingChoice timing={timing} quotes={quotes} onChoose={choose} />
        <QuoteView
          key={timing}
          asked={asked}
          timing={timing}
          lineId={lineId}
          activeChangeId={line?.activeChange?.id ?? null}
          busy={order.state.kind === 'sending' || order.state.kind === 'lost'}
          onOrder={(acceptedQuoteId) => order.order({ lineId, productCode, timing, acceptedQuoteId })}
        />
      </Stack>
    </Screen>
  )
}

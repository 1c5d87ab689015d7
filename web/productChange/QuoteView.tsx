import { Alert, Anchor, Button, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { LoadingBlock } from '../app/LoadingScreen.js'
import { Problem } from '../app/Problem.js'
import { Unavailable } from '../app/Unavailable.js'
import { useFormat } from '../format/useFormat.js'
import { type ChangeTiming } from '../generated/operations.js'
import { CheckSection } from './CheckSection.js'
import { QuoteDetails } from './QuoteDetails.js'
import { QuoteCountdown } from './QuoteCountdown.js'
import { type AskedQuote } from './useQuote.js'

interface QuoteViewProps {
  asked: AskedQuote
  timing: ChangeTiming
  lineId: string
  /** The change of this line that is under way. */
  activeChangeId: string | null
  busy: boolean
  onOrder: (quoteId: string) => void
}

/** The quote with the checks behind it and the button; or why there is none. */
export function QuoteView({ asked, timing, lineId, activeChangeId, busy, onOrder }: QuoteViewProps) {
  const { t } = useTranslation('productChange')
  const { date } = useFormat()
  const { result, received, error, fetching, askAgain } = asked
  const isWaiting = result === null && !error
  const isGood = result?.__typename === 'ProductChangeQuote'
  const isRefused = result?.__typename === 'ProductChangeRefused'
  return (
    <>
      {isRefused && (
        <Alert role="alert" color="red" variant="light" title={t('confirm.refused')}>
          <Stack gap="xs" align="flex-start">
            <Text size="sm">{t('confirm.refusedText')}</Text>
            {activeChangeId !== null && (
              <Anchor component={Link} to={`/changes/${activeChangeId}`} size="sm">
                {t('running.look')}
              </Anchor>
            )}
            <Anchor component={Link} to={`/change/${lineId}`} size="sm">
              {t('confirm.otherPlan')}
            </Anchor>
          </Stack>
        </Alert>
      )}
      {result?.__typename === 'TemporarilyUnavailable' && (
        <Unavailable {...result} title={t('confirm.unavailable')} onRetry={askAgain} isAsking={fetching} />
      )}
      {error && <Problem error={error} onRetry={askAgain} retriesBySelf isAsking={fetching} />}
      {received && !isRefused && <QuoteDetails quote={received.quote} />}
      {received?.isOther && isGood && (
        <Alert role="status" color="yellow" variant="light">
          {t('confirm.changed')}
        </Alert>
      )}
      {isWaiting && !received && <LoadingBlock height={220} />}
      {(isWaiting || isGood || isRefused) && <CheckSection checks={isGood || isRefused ? result.checks : null} />}
      {isGood && received && (
        <Stack gap="xs">
          <QuoteCountdown key={received.quote.id} endsAt={received.endsAt} onEnd={askAgain} />
          <Button
            size="lg"
            fullWidth
            // The name of a plan may be long, and the phone narrow.
            h="auto"
            py="sm"
            styles={{ label: { whiteSpace: 'normal' } }}
            loading={busy || fetching}
            // A second press of what is on its way would do no harm; that it is seen to be on its way is enough.
            onClick={() => onOrder(received.quote.id)}
          >
            {t(`confirm.order.${timing}`, { plan: received.quote.to.name, date: date(received.quote.effectiveOn) })}
          </Button>
          <Text size="xs" c="dimmed" ta="center">
            {t('confirm.orderHint')}
          </Text>
        </Stack>
      )}
    </>
  )
}

import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { useEffect, useEffectEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Problem } from '../app/Problem.js'
import { CheckList } from './CheckList.js'
import { type useOrder } from './useOrder.js'

interface OrderNoticeProps {
  order: ReturnType<typeof useOrder>
  onNewQuote: () => void
}

/** What became of the press of the button, where it did not lead to a change at once, and what helps. */
export function OrderNotice({ order, onNewQuote }: OrderNoticeProps) {
  const { t } = useTranslation('productChange')
  const { state, pending, goOn, forget } = order
  const wantsQuote = state.kind === 'quoteExpired' || state.kind === 'refused' || state.kind === 'inFlight'
  const askForQuote = useEffectEvent(onNewQuote)
  useEffect(() => {
    if (wantsQuote) askForQuote()
  }, [wantsQuote])

  switch (state.kind) {
    case 'sending':
      return null
    case 'idle':
      // From before a reload: what was pressed is not forgotten, and not sent behind the customer's back.
      return pending ? (
        <Alert role="status" color="yellow" variant="light" title={t('order.pending.title')}>
          <Stack gap="sm" align="flex-start">
            <Text size="sm">{t('order.pending.text')}</Text>
            <Group gap="sm">
              <Button onClick={goOn}>{t('order.pending.goOn')}</Button>
              <Button variant="default" onClick={forget}>
                {t('order.pending.forget')}
              </Button>
            </Group>
          </Stack>
        </Alert>
      ) : null
    case 'lost':
      return (
        <Alert role="alert" color="yellow" variant="light" title={t('order.lost.title')}>
          <Stack gap="sm" align="flex-start">
            <Text size="sm">{t('order.lost.text')}</Text>
            <Button variant="default" size="sm" onClick={goOn}>
              {t('order.lost.now')}
            </Button>
          </Stack>
        </Alert>
      )
    case 'failed':
      return <Problem error={state.error} title={t('order.failed')} onRetry={goOn} />
    case 'refused':
      return (
        <Alert role="alert" color="red" variant="light" title={t('order.refused')}>
          <CheckList checks={state.checks.filter(({ passed }) => !passed)} />
        </Alert>
      )
    case 'inFlight':
      return (
        <Alert role="alert" color="yellow" variant="light" title={t('order.inFlight')}>
          <Anchor component={Link} to={`/changes/${state.changeId}`}>
            {t('running.look')}
          </Anchor>
        </Alert>
      )
    case 'quoteExpired':
    case 'keyReused':
      return (
        <Alert role="alert" color="yellow" variant="light" title={t(`order.${state.kind}.title`)}>
          {t(`order.${state.kind}.text`)}
        </Alert>
      )
  }
}

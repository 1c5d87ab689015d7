import { Text } from '@mantine/core'
import { useEffect, useEffectEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { minutesAndSeconds } from './quoteLife.js'

/**
 * For how long the quote holds. When it is over another one is asked for, once somebody looks at it.
 *
 * @param endsAt ms, by this device
 */
export function QuoteCountdown({ endsAt, onEnd }: { endsAt: number; onEnd: () => void }) {
  const { t } = useTranslation('productChange')
  const [now, setNow] = useState(Date.now)
  const isOver = now >= endsAt
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') setNow(Date.now())
    }, 1_000)
    return () => clearInterval(timer)
  }, [])
  const end = useEffectEvent(onEnd)
  useEffect(() => {
    if (isOver) end()
  }, [isOver])
  return (
    <Text size="sm" role="timer" className="amount">
      {isOver ? t('quote.renewing') : t('quote.holdsFor', { time: minutesAndSeconds((endsAt - now) / 1_000) })}
    </Text>
  )
}

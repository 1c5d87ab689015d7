import { Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLiveState } from '../session/SessionProvider.js'

/** ms; a connection that is renewed is away for a moment, and nobody needs to know. */
const longEnough = 2_000

/** Says, in passing, that what happens is not heard of at present. */
export function ConnectionNotice() {
  const isAway = useLiveState() === 'away'
  return <div role="status">{isAway && <AwayText />}</div>
}

function AwayText() {
  const { t } = useTranslation()
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), longEnough)
    return () => clearTimeout(timer)
  }, [])
  if (!shown) return null
  return (
    <Text size="sm" c="dimmed" mb="sm">
      {t('away')}
    </Text>
  )
}

import { Alert, Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { type FormEvent, useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient } from 'urql'
import { Problem } from '../app/Problem.js'
import { useCountdown } from '../app/useCountdown.js'
import { type DeskLineFragment } from '../generated/operations.js'
import {
  longestReason,
  reveal,
  type Revealed,
  type RevealRefusal,
  shortestReason,
  shownForSeconds,
} from './revealing.js'

/** Wants a reason, which is recorded; shows the name and the number for a minute, or until one turns away. */
export function RevealDialog({ line, onClose }: { line: DeskLineFragment; onClose: () => void }) {
  const { t } = useTranslation('desk')
  const [revealed, setRevealed] = useState<Revealed | null>(null)
  const [wasHidden, setHidden] = useState(false)
  const hide = useCallback(() => {
    setRevealed(null)
    setHidden(true)
  }, [])
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('reveal.title')}
      closeButtonProps={{ 'aria-label': t('close') }}
      transitionProps={{ duration: 0 }}
    >
      {revealed === null ? (
        <ReasonForm line={line} wasHidden={wasHidden} onRevealed={setRevealed} onClose={onClose} />
      ) : (
        <Shown revealed={revealed} onHide={hide} onClose={onClose} />
      )}
    </Modal>
  )
}

function ReasonForm({
  line,
  wasHidden,
  onRevealed,
  onClose,
}: {
  line: DeskLineFragment
  wasHidden: boolean
  onRevealed: (revealed: Revealed) => void
  onClose: () => void
}) {
  const { t } = useTranslation('desk')
  const client = useClient()
  const [reason, setReason] = useState('')
  const [isTooShort, setTooShort] = useState(false)
  const [refusal, setRefusal] = useState<RevealRefusal | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const isThere = useIsThere()

  async function ask(): Promise<void> {
    setBusy(true)
    setError(null)
    setRefusal(null)
    try {
      const answer = await reveal(client, { lineId: line.id, reason: reason.trim() })
      // Whoever has turned away meanwhile is not shown it when they come back.
      if (!isThere()) return
      if ('refusal' in answer) setRefusal(answer.refusal)
      else onRevealed(answer.revealed)
    } catch (failure) {
      setError(failure)
    } finally {
      setBusy(false)
    }
  }

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const isShort = reason.trim().length < shortestReason
    setTooShort(isShort)
    if (!isShort) void ask()
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        {wasHidden && <Alert role="status">{t('reveal.hidden')}</Alert>}
        <Text size="sm">
          {t('reveal.intro', { line: line.maskedNumber, owner: line.owner?.maskedName ?? t('line.nobody') })}
        </Text>
        {refusal && (
          <Alert role="alert" color="red">
            {t(`reveal.refused.${refusal.code}`, {
              minutes: refusal.__typename === 'TooManyReveals' ? Math.ceil(refusal.retryAfterSeconds / 60) : 0,
            })}
          </Alert>
        )}
        {error !== null && <Problem error={error} />}
        <Textarea
          label={t('reveal.reason')}
          description={t('reveal.reasonHint', { shortest: shortestReason, longest: longestReason })}
          autosize
          minRows={2}
          maxLength={longestReason}
          required
          data-autofocus
          value={reason}
          error={isTooShort && t('reveal.tooShort', { shortest: shortestReason })}
          onChange={({ currentTarget: { value } }) => setReason(value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={busy}>
            {t('reveal.show')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function Shown({ revealed, onHide, onClose }: { revealed: Revealed; onHide: () => void; onClose: () => void }) {
  const { t } = useTranslation('desk')
  const left = useCountdown(shownForSeconds)
  useEffect(() => {
    if (left === 0) onHide()
  }, [left, onHide])
  useEffect(() => {
    const turnAway = (): void => {
      if (document.hidden) onHide()
    }
    document.addEventListener('visibilitychange', turnAway)
    // The browser may keep the page as it is, to show it again on the way back.
    addEventListener('pagehide', onHide)
    return () => {
      document.removeEventListener('visibilitychange', turnAway)
      removeEventListener('pagehide', onHide)
    }
  }, [onHide])
  return (
    <Stack>
      <div role="status">
        <Text size="sm" c="dimmed">
          {t('reveal.name')}
        </Text>
        <Text fz="lg" fw={700}>
          {revealed.name}
        </Text>
        <Text size="sm" c="dimmed" mt="xs">
          {t('reveal.number')}
        </Text>
        <Text fz="lg" fw={700} className="amount">
          {revealed.number}
        </Text>
      </div>
      <Text size="sm" c="dimmed">
        {t('reveal.recorded', { number: revealed.accessNumber ?? 0 })} {t('reveal.left', { seconds: left })}
      </Text>
      <Group justify="flex-end">
        <Button onClick={onClose} data-autofocus>
          {t('reveal.hideNow')}
        </Button>
      </Group>
    </Stack>
  )
}

/** Whether the component is on a page that somebody looks at. */
function useIsThere(): () => boolean {
  const isMounted = useRef(false)
  useEffect(() => {
    isMounted.current = true
    return () => {
      isMounted.current = false
    }
  }, [])
  return useCallback(() => isMounted.current && !document.hidden, [])
}

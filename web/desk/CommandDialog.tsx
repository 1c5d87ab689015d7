import { Alert, Button, Checkbox, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient } from 'urql'
import { Problem } from '../app/Problem.js'
import {
  carryOut,
  type ChangeCommand,
  type CommandRefusal,
  longestReason,
  orderNumberPattern,
} from './changeCommand.js'

interface CommandDialogProps {
  changeId: string
  command: ChangeCommand
  onClose: () => void
  onDone: () => void
  /** It was refused: the change is not what it was thought to be. */
  onRefused: () => void
}

/** Says what a command will do, and wants a reason, and that one has understood. */
export function CommandDialog({ changeId, command, onClose, onDone, onRefused }: CommandDialogProps) {
  const { t, i18n } = useTranslation('desk')
  const client = useClient()
  const [input, setInput] = useState({ reason: '', kosOrderNumber: '', isConfirmed: false })
  const [missing, setMissing] = useState<{ reason?: string; kosOrderNumber?: string; isConfirmed?: string }>({})
  const [refusal, setRefusal] = useState<CommandRefusal | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const isNote = command === 'note'

  async function send(): Promise<void> {
    setBusy(true)
    setError(null)
    setRefusal(null)
    try {
      const reason = input.reason.trim()
      const refused = await carryOut(client, command, { ...input, id: changeId, reason })
      if (refused === null) return onDone()
      setRefusal(refused)
      onRefused()
    } catch (failure) {
      setError(failure)
    } finally {
      setBusy(false)
    }
  }

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const found = {
      ...(input.reason.trim() === '' && { reason: isNote ? t('commands.note.missing') : t('commands.reasonMissing') }),
      ...(command === 'markApplied' &&
        !orderNumberPattern.test(input.kosOrderNumber) && { kosOrderNumber: t('commands.orderNumberWrong') }),
      ...(!isNote && !input.isConfirmed && { isConfirmed: t('commands.confirmMissing') }),
    }
    setMissing(found)
    if (Object.keys(found).length === 0) void send()
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`commands.${command}.name`)}
      closeButtonProps={{ 'aria-label': t('close') }}
      transitionProps={{ duration: 0 }}
    >
      <form onSubmit={submit} noValidate>
        <Stack>
          <Text size="sm">{t(`commands.${command}.means`)}</Text>
          {refusal && (
            <Alert role="alert" color="red" title={t('commands.refused')}>
              {refusal.code === 'CHANGE_NOT_WAITING' ? (
                t('commands.isNotWaiting')
              ) : (
                <span lang={i18n.language === 'ko' ? undefined : 'ko'}>{refusal.message}</span>
              )}
            </Alert>
          )}
          {error !== null && <Problem error={error} />}
          {command === 'markApplied' && (
            <TextInput
              label={t('commands.orderNumber')}
              autoComplete="off"
              spellCheck={false}
              maxLength={40}
              required
              value={input.kosOrderNumber}
              error={missing.kosOrderNumber}
              onChange={({ currentTarget: { value } }) => setInput((before) => ({ ...before, kosOrderNumber: value }))}
            />
          )}
          <Textarea
            label={isNote ? t('commands.note.label') : t('commands.reason')}
            description={t('commands.reasonHint', { longest: longestReason })}
            autosize
            minRows={3}
            maxLength={longestReason}
            required
            data-autofocus
            value={input.reason}
            error={missing.reason}
            onChange={({ currentTarget: { value } }) => setInput((before) => ({ ...before, reason: value }))}
          />
          {!isNote && (
            <Checkbox
              label={t('commands.confirm')}
              checked={input.isConfirmed}
              error={missing.isConfirmed}
              onChange={({ currentTarget: { checked } }) => setInput((before) => ({ ...before, isConfirmed: checked }))}
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={busy} {...(command === 'compensate' && { color: 'red.9' })}>
              {t(`commands.${command}.name`)}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

import { Button, Group, Paper, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ChangeCommand, commandsFor } from './changeCommand.js'
import { type DeskChange } from './deskChange.js'
import { CommandDialog } from './CommandDialog.js'

/** What an operator may do to a change as it stands. */
export function ChangeCommands({
  change: { id, status },
  onChanged,
}: {
  change: Pick<DeskChange, 'id' | 'status'>
  onChanged: () => void
}) {
  const { t } = useTranslation('desk')
  const [open, setOpen] = useState<ChangeCommand | null>(null)
  const [done, setDone] = useState<ChangeCommand | null>(null)
  const isWaiting = status === 'NEEDS_ATTENTION'
  return (
    <Paper withBorder p="md" component="section" aria-label={t('commands.title')}>
      <Title order={2} size="h4" mb="xs">
        {t('commands.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {isWaiting ? t('commands.waiting') : t('commands.notWaiting')}
      </Text>
      <Group gap="sm">
        {commandsFor(status).map((command) => (
          <Button
            key={command}
            variant={command === 'retry' ? 'filled' : 'default'}
            onClick={() => {
              setDone(null)
              setOpen(command)
            }}
          >
            {t(`commands.${command}.name`)}
          </Button>
        ))}
      </Group>
      <Text role="status" size="sm" mt={done === null ? 0 : 'sm'}>
        {done !== null && t(`commands.${done}.done`)}
      </Text>
      {open !== null && (
        <CommandDialog
          key={open}
          changeId={id}
          command={open}
          onClose={() => setOpen(null)}
          onDone={() => {
            setDone(open)
            setOpen(null)
            onChanged()
          }}
          onRefused={onChanged}
        />
      )}
    </Paper>
  )
}

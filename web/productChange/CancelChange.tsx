import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMutation } from 'urql'
import { Problem } from '../app/Problem.js'
import { CancelChangeDocument } from '../generated/operations.js'
import { type ChangeStanding } from './changeStory.js'

/** Takes a change back that KOS has not been asked for, after one more question. */
export function CancelChange({ change, onTold }: { change: ChangeStanding; onTold: () => void }) {
  const { t } = useTranslation('productChange')
  const [opened, { open, close }] = useDisclosure(false)
  const [{ fetching, error }, cancel] = useMutation(CancelChangeDocument)
  const [isTooLate, setTooLate] = useState(false)

  async function takeBack(): Promise<void> {
    const { data } = await cancel({ id: change.id })
    if (!data) return
    setTooLate(data.cancelProductChange.userErrors.length > 0)
    close()
    onTold()
  }

  return (
    <>
      {isTooLate && (
        <Alert role="alert" color="yellow" variant="light">
          {t('cancel.tooLate')}
        </Alert>
      )}
      <Group>
        <Button variant="default" onClick={open}>
          {t(change.status === 'RESERVED' ? 'cancel.reservation' : 'cancel.request')}
        </Button>
      </Group>
      <Modal
        opened={opened}
        onClose={close}
        title={t('cancel.title')}
        centered
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <Stack>
          <Text size="sm">{t('cancel.text')}</Text>
          {error && <Problem error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('cancel.keep')}
            </Button>
            <Button color="red.9" loading={fetching} onClick={() => void takeBack()}>
              {t('cancel.sure')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}

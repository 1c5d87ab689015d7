import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type DeskLineFragment } from '../generated/operations.js'
import { RevealDialog } from './RevealDialog.js'

/** To see whose line it is. */
export function RevealButton({ line }: { line: DeskLineFragment }) {
  const { t } = useTranslation('desk')
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        aria-label={t('reveal.openOf', { line: line.maskedNumber })}
        onClick={() => setOpen(true)}
      >
        {t('reveal.open')}
      </Button>
      {isOpen && <RevealDialog line={line} onClose={() => setOpen(false)} />}
    </>
  )
}

import { ActionIcon, Code, CopyButton, Group, VisuallyHidden } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

/** An id, with a button that copies it. */
export function CopyText({ text, name }: { text: string; name: string }) {
  const { t } = useTranslation('desk')
  return (
    <Group gap={4} wrap="nowrap" component="span" display="inline-flex">
      <Code>{text}</Code>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <>
            <ActionIcon variant="subtle" color="gray" aria-label={t('copy.do', { name })} onClick={copy}>
              {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
            </ActionIcon>
            <VisuallyHidden role="status">{copied && t('copy.done', { name })}</VisuallyHidden>
          </>
        )}
      </CopyButton>
    </Group>
  )
}

import { List, Loader, Text, ThemeIcon, VisuallyHidden } from '@mantine/core'
import { IconCheck, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { type ChecksFragment, type CheckKind } from '../generated/operations.js'
import { useApiSentences } from './useApiSentences.js'

/** In the order in which the API tells them. */
export const checkKinds: readonly CheckKind[] = [
  'ON_SALE',
  'OPERATOR_MATCH',
  'LINE_ACTIVE',
  'DIFFERENT_PRODUCT',
  'NOT_TOO_SOON',
  'NO_OTHER_CHANGE',
  'ELIGIBLE',
]

/** Checks with what each came to. */
export function CheckList({ checks }: { checks: readonly ChecksFragment[] }) {
  const { t } = useTranslation('productChange')
  const { check: sentence } = useApiSentences()
  return (
    <List spacing="xs" size="sm" center>
      {checks.map((check) => (
        <List.Item
          key={check.check}
          icon={
            <ThemeIcon size={22} radius="xl" variant="light" color={check.passed ? 'pine' : 'red'} aria-hidden>
              {check.passed ? <IconCheck size={14} /> : <IconX size={14} />}
            </ThemeIcon>
          }
        >
          <VisuallyHidden>{t(check.passed ? 'checks.passed' : 'checks.failed')} </VisuallyHidden>
          <Text size="sm" {...(!check.passed && { fw: 600 })}>
            {sentence(check)}
          </Text>
        </List.Item>
      ))}
    </List>
  )
}

/** The seven checks that are being made. */
export function PendingChecks() {
  const { t } = useTranslation('productChange')
  return (
    <List spacing="xs" size="sm" center aria-busy="true">
      {checkKinds.map((kind) => (
        <List.Item key={kind} icon={<Loader size={20} aria-hidden />}>
          <Text size="sm" c="dimmed">
            {t(`checks.${kind}`)}
          </Text>
        </List.Item>
      ))}
    </List>
  )
}

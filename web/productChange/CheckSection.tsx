import { Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type ChecksFragment } from '../generated/operations.js'
import { CheckList, checkKinds, PendingChecks } from './CheckList.js'

/** The seven checks: while they are made, and what each came to. */
export function CheckSection({ checks }: { checks: readonly ChecksFragment[] | null }) {
  const { t } = useTranslation('productChange')
  return (
    <Stack gap="sm" component="section" aria-labelledby="checks">
      <Title order={2} size="h4" id="checks">
        {t('checks.title')}
      </Title>
      <Text size="sm" c="dimmed" role="status">
        {checks
          ? t('checks.count', { passed: checks.filter(({ passed }) => passed).length, all: checks.length })
          : t('checks.asking', { all: checkKinds.length })}
      </Text>
      {checks ? <CheckList checks={checks} /> : <PendingChecks />}
    </Stack>
  )
}

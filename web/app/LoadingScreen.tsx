import { Skeleton, Stack, VisuallyHidden } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** In place of a screen that is on its way. */
export function LoadingScreen() {
  const { t } = useTranslation()
  return (
    <Stack aria-busy="true" gap="md" p="md">
      <VisuallyHidden role="status">{t('loading')}</VisuallyHidden>
      <Skeleton height={32} width="60%" />
      <Skeleton height={120} />
      <Skeleton height={80} />
    </Stack>
  )
}

/** In place of a part of a screen. */
export function LoadingBlock({ height = 120 }: { height?: number }) {
  const { t } = useTranslation()
  return (
    <div aria-busy="true">
      <VisuallyHidden role="status">{t('loading')}</VisuallyHidden>
      <Skeleton height={height} />
    </div>
  )
}

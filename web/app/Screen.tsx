import { Group, Stack, Title } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'react-router'

/** Whether a screen was shown before: the first one leaves the focus where the browser put it. */
let shownPath: string | null = null

/**
 * A screen: its title is the document's, its heading, and where the focus goes when one comes here from another screen, so
 * that a screen reader says where one is.
 */
export function Screen({
  title,
  heading = title,
  actions,
  focusHeading = true,
  children,
}: {
  title: string
  /** What stands at the top, when it is more than the title. */
  heading?: ReactNode
  /** Beside the heading. */
  actions?: ReactNode
  focusHeading?: boolean
  children: ReactNode
}) {
  const { t } = useTranslation()
  const { pathname } = useLocation()
  const top = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · ${t('brand')}`
  }, [title, t])
  useEffect(() => {
    const isFirst = shownPath === null
    const isAnother = shownPath !== pathname
    shownPath = pathname
    if (!isFirst && isAnother && focusHeading) top.current?.focus()
  }, [pathname, focusHeading])
  return (
    <Stack gap="lg">
      <Group justify="space-between" gap="sm">
        <Title order={1} size="h2" ref={top} tabIndex={-1}>
          {heading}
        </Title>
        {actions}
      </Group>
      {children}
    </Stack>
  )
}

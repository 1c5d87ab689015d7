import { Button, Group } from '@mantine/core'
import { type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { Screen } from '../app/Screen.js'

const places = [
  { to: '/desk', text: 'nav.health' },
  { to: '/desk/changes', text: 'nav.changes' },
  { to: '/desk/inquiries', text: 'nav.inquiries' },
] as const

/** A screen of the desk, with the way to the others. */
export function DeskScreen({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation('desk')
  const { pathname } = useLocation()
  const isAt = (to: string): boolean => (to === '/desk' ? pathname === to : pathname.startsWith(to))
  return (
    <Screen title={title} actions={actions}>
      <nav aria-label={t('nav.label')}>
        <Group gap="xs">
          {places.map(({ to, text }) => (
            <Button
              key={to}
              component={Link}
              to={to}
              size="sm"
              variant={isAt(to) ? 'filled' : 'default'}
              aria-current={isAt(to) ? 'page' : undefined}
            >
              {t(text)}
            </Button>
          ))}
        </Group>
      </nav>
      {children}
    </Screen>
  )
}

import '@mantine/core/styles.layer.css'
import { ActionIcon, Anchor, AppShell, Group, NavLink } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, Outlet, ScrollRestoration, useLocation, useNavigate } from 'react-router'
import { useCustomer } from '../session/SessionProvider.js'
import { ConnectionNotice } from './ConnectionNotice.js'
import classes from './Layout.module.css'
import { isWithin, mainPlaces, parentOf } from './mainPlaces.js'
import { SettingsMenu } from './SettingsMenu.js'
import { ErrorsProvider } from './useErrors.js'

/** Around every screen of whoever is signed in: header, main menu (below on a phone, at the side on a desk), the screen. */
export function Layout() {
  return (
    <ErrorsProvider>
      <Shell />
    </ErrorsProvider>
  )
}

function Shell() {
  const { t } = useTranslation()
  const { permissions } = useCustomer()
  const { pathname } = useLocation()
  const places = mainPlaces.filter(({ anyOf }) => anyOf.length === 0 || anyOf.some((one) => permissions.includes(one)))
  return (
    <AppShell
      header={{ height: 56 }}
      footer={{ height: { base: 64, sm: 0 } }}
      navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: true } }}
      padding="md"
    >
      <a href="#content" className="skip-link">
        {t('toContent')}
      </a>
      <AppShell.Header className="no-print">
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="xs" wrap="nowrap">
            {pathname !== '/' && <BackButton />}
            <Anchor component={Link} to="/" fw={700} fz="lg" underline="never">
              {t('brand')}
            </Anchor>
          </Group>
          <SettingsMenu />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" visibleFrom="sm" className="no-print" aria-label={t('nav.label')}>
        {places.map(({ to, text, Icon }) => (
          <NavLink
            key={to}
            component={Link}
            to={to}
            label={t(text)}
            active={isWithin(pathname, to)}
            aria-current={isWithin(pathname, to) ? 'page' : undefined}
            leftSection={<Icon size={20} aria-hidden />}
          />
        ))}
      </AppShell.Navbar>
      <AppShell.Main id="content">
        <div className={classes['content']}>
          <ConnectionNotice />
          <Outlet />
        </div>
      </AppShell.Main>
      <AppShell.Footer hiddenFrom="sm" className="no-print">
        <nav aria-label={t('nav.label')} className={classes['tabs']}>
          {places.map(({ to, text, Icon }) => (
            <Link
              key={to}
              to={to}
              className={classes['tab']}
              aria-current={isWithin(pathname, to) ? 'page' : undefined}
            >
              <Icon size={22} aria-hidden />
              <span>{t(text)}</span>
            </Link>
          ))}
        </nav>
      </AppShell.Footer>
      <ScrollRestoration />
    </AppShell>
  )
}

/** Back to where one came from; on a link that was opened as the first page, to the screen above. */
function BackButton() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const goBack = (): void => {
    const { idx = 0 } = (history.state ?? {}) as { idx?: number }
    void (idx > 0 ? navigate(-1) : navigate(parentOf(pathname)))
  }
  return (
    <ActionIcon variant="subtle" size="lg" color="gray" aria-label={t('back')} onClick={goBack}>
      <IconArrowLeft size={22} aria-hidden />
    </ActionIcon>
  )
}

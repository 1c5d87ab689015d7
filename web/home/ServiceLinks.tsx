import { Paper, Stack, Text, ThemeIcon } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { mainPlaces } from '../app/mainPlaces.js'
import { useCustomer } from '../session/SessionProvider.js'
import classes from './ServiceLinks.module.css'

const texts = { '/bill': 'service.bill', '/change': 'service.change', '/desk': 'service.desk' } as const

/** The services that this customer may use. */
export function ServiceLinks({ lineId }: { lineId: string | null }) {
  const { t } = useTranslation(['home', 'app'])
  const { permissions } = useCustomer()
  const services = mainPlaces.filter(({ anyOf }) => anyOf.some((one) => permissions.includes(one)))
  const addressOf = (to: string): string => (to === '/change' && lineId !== null ? `/change/${lineId}` : to)
  return (
    <nav aria-label={t('service.label')}>
      <Stack>
        {services.map(({ to, text, Icon }) => (
          <Paper key={to} component={Link} to={addressOf(to)} withBorder p="md" className={classes['link'] ?? ''}>
            <ThemeIcon variant="light" size="xl" aria-hidden>
              <Icon size={24} />
            </ThemeIcon>
            <div>
              <Text fw={600}>{t(text, { ns: 'app' })}</Text>
              <Text size="sm" c="dimmed">
                {to === '/' ? '' : t(texts[to])}
              </Text>
            </div>
          </Paper>
        ))}
      </Stack>
    </nav>
  )
}

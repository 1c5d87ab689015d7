import { Anchor, Container, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Screen } from './Screen.js'

/** At an address that leads nowhere. */
export function NotFoundScreen() {
  const { t } = useTranslation()
  return (
    <Container size="sm" py="lg">
      <Screen title={t('notFound.title')}>
        <Text>{t('notFound.text')}</Text>
        <Anchor component={Link} to="/">
          {t('toHome')}
        </Anchor>
      </Screen>
    </Container>
  )
}

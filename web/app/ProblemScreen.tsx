import { Anchor, Container, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Problem, type ProblemProps } from './Problem.js'
import { problemOf } from './problemOf.js'
import { Screen } from './Screen.js'

/** A screen that could not be shown, and why. */
export function ProblemScreen(props: ProblemProps) {
  const { t } = useTranslation()
  const title = t(`problem.${problemOf(props.error).kind}.title`)
  return (
    <Container size="sm" py="lg">
      <Screen title={title}>
        <Stack align="flex-start">
          <Problem {...props} title={t('problem.whatHappened')} />
          <Anchor component={Link} to="/">
            {t('toHome')}
          </Anchor>
        </Stack>
      </Screen>
    </Container>
  )
}

import {
  Alert,
  Anchor,
  Button,
  Checkbox,
  Container,
  Group,
  Paper,
  PasswordInput,
  Stack,
  Text,
  TextInput,
} from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, useLocation } from 'react-router'
import { Problem } from '../app/Problem.js'
import { Screen } from '../app/Screen.js'
import { useFormat } from '../format/useFormat.js'
import { type SignInMutation } from '../generated/operations.js'
import { rememberLanguage } from '../texts/language.js'
import { returnPath } from './returnAddress.js'
import { useSession, useSessionState } from './SessionProvider.js'

type Refusal = Exclude<SignInMutation['signIn'], { __typename: 'SignedIn' }>

/** ID and password. Whoever is signed in already goes on to where they wanted. */
export function SignInScreen() {
  const { t } = useTranslation('session')
  const state = useSessionState()
  const { search, ...cameFrom } = useLocation()
  if (state.kind === 'signedIn') return <Navigate to={returnPath(search, location.origin)} replace />
  const wasEnded = (cameFrom.state as { ended?: boolean } | null)?.ended === true
  return (
    <Container size={420} py="xl" component="main">
      <Stack>
        <Group justify="space-between">
          <Text fw={700} fz="lg" c="pine">
            {t('brand', { ns: 'app' })}
          </Text>
          <LanguageSwitch />
        </Group>
        <Screen title={t('title')} focusHeading={false}>
          <Text c="dimmed">{t('intro')}</Text>
          {wasEnded && <Alert role="status">{t('ended')}</Alert>}
          <SignInForm />
        </Screen>
      </Stack>
    </Container>
  )
}

function SignInForm() {
  const { t } = useTranslation('session')
  const session = useSession()
  const [input, setInput] = useState({ userId: '', password: '', keepSignedIn: false })
  const [missing, setMissing] = useState<{ userId?: string; password?: string }>({})
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)

  async function signIn(): Promise<void> {
    setBusy(true)
    setError(null)
    setRefusal(null)
    try {
      const result = await session.signIn(input)
      if (result.__typename !== 'SignedIn') {
        setRefusal(result)
        setInput((before) => ({ ...before, password: '' }))
      }
    } catch (failure) {
      setError(failure)
    } finally {
      setBusy(false)
    }
  }

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const found = {
      ...(input.userId.trim() === '' && { userId: t('missing.userId') }),
      ...(input.password === '' && { password: t('missing.password') }),
    }
    setMissing(found)
    if (Object.keys(found).length === 0) void signIn()
  }

  return (
    <Paper withBorder p="lg">
      <form onSubmit={submit} noValidate>
        <Stack>
          {refusal && <RefusalNotice refusal={refusal} />}
          {error !== null && <Problem error={error} />}
          <TextInput
            label={t('userId')}
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={64}
            value={input.userId}
            error={missing.userId}
            onChange={({ currentTarget: { value } }) => setInput((before) => ({ ...before, userId: value }))}
          />
          <PasswordInput
            label={t('password')}
            name="password"
            autoComplete="current-password"
            maxLength={256}
            value={input.password}
            error={missing.password}
            visibilityToggleButtonProps={{ 'aria-label': t('showPassword'), tabIndex: 0 }}
            onChange={({ currentTarget: { value } }) => setInput((before) => ({ ...before, password: value }))}
          />
          <Checkbox
            label={t('keepSignedIn')}
            description={t('keepSignedInHint')}
            checked={input.keepSignedIn}
            onChange={({ currentTarget: { checked } }) => setInput((before) => ({ ...before, keepSignedIn: checked }))}
          />
          <Button type="submit" size="md" fullWidth loading={busy}>
            {t('signIn')}
          </Button>
        </Stack>
      </form>
    </Paper>
  )
}

/** Says why nobody was signed in, and never which of the two was wrong. */
function RefusalNotice({ refusal }: { refusal: Refusal }) {
  const { t } = useTranslation('session')
  const { dateTime } = useFormat()
  switch (refusal.__typename) {
    case 'InvalidCredentials':
      return (
        <Alert role="alert" color="red">
          {t('invalidCredentials')}
        </Alert>
      )
    case 'AccountLocked':
      return (
        <Alert role="alert" color="red" title={t('locked')}>
          {t('lockedUntil', { until: dateTime(refusal.lockedUntil) })}
        </Alert>
      )
  }
}

function LanguageSwitch() {
  const { i18n } = useTranslation()
  const [other, name] = i18n.language === 'ko' ? (['en', 'English'] as const) : (['ko', '한국어'] as const)
  return (
    <Anchor
      component="button"
      type="button"
      size="sm"
      lang={other}
      onClick={() => {
        rememberLanguage(localStorage, other)
        void i18n.changeLanguage(other)
      }}
    >
      {name}
    </Anchor>
  )
}

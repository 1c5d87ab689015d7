import { ActionIcon, type MantineColorScheme, Menu, useMantineColorScheme } from '@mantine/core'
import { IconLogout, IconMenu2 } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../session/SessionProvider.js'
import { type Language, languages, rememberLanguage } from '../texts/language.js'
import { useErrors } from './useErrors.js'

const names: Record<Language, string> = { ko: '한국어', en: 'English' }
const schemes = ['auto', 'light', 'dark'] as const

/** Language, brightness, signing out. */
export function SettingsMenu() {
  const { t, i18n } = useTranslation()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const session = useSession()
  const { tell } = useErrors()
  const signOut = (everywhere: boolean): void => void session.signOut({ everywhere }).catch(tell)
  const choose = (language: string): void => {
    rememberLanguage(localStorage, language as Language)
    void i18n.changeLanguage(language)
  }
  return (
    <Menu position="bottom-end" width={240} withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ActionIcon variant="subtle" size="lg" color="gray" aria-label={t('menu')}>
          <IconMenu2 size={22} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('settings.language')}</Menu.Label>
        <Menu.RadioGroup value={i18n.language} onChange={choose}>
          {languages.map((language) => (
            <Menu.RadioItem key={language} value={language} lang={language}>
              {names[language]}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Label>{t('settings.colorScheme')}</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(scheme) => setColorScheme(scheme as MantineColorScheme)}>
          {schemes.map((scheme) => (
            <Menu.RadioItem key={scheme} value={scheme}>
              {t(`settings.${scheme}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={18} aria-hidden />} onClick={() => signOut(false)}>
          {t('settings.signOut')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={18} aria-hidden />} onClick={() => signOut(true)}>
          {t('settings.signOutEverywhere')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

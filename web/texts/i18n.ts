import i18next, { type BackendModule } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { rememberedLanguage } from './language.js'

/** The texts of a feature lie in its folder, and its name is their namespace. */
const files = import.meta.glob<Record<string, unknown>>('../*/texts.*.json', { import: 'default' })

const featureTexts: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read(language, feature, callback) {
    const load = files[`../${feature}/texts.${language}.json`]
    if (!load) return callback(new Error(`${feature} has no texts in ${language}`), null)
    load().then(
      (texts) => callback(null, texts),
      (error: unknown) => callback(error as Error, null),
    )
  },
}

/** Begins with the language that was chosen last, else Korean. Resolves when the texts that all screens share are there. */
export async function startTexts(): Promise<void> {
  await i18next
    .use(featureTexts)
    .use(initReactI18next)
    .init({
      lng: rememberedLanguage(localStorage),
      fallbackLng: false,
      supportedLngs: ['ko', 'en'],
      ns: ['app'],
      defaultNS: 'app',
      interpolation: { escapeValue: false },
      returnNull: false,
    })
  const tellDocument = (language: string): void => {
    document.documentElement.lang = language
  }
  tellDocument(i18next.language)
  i18next.on('languageChanged', tellDocument)
}

/** To be awaited with a screen's code, so that neither waits for the other. */
export const loadTexts = (feature: string): Promise<void> => i18next.loadNamespaces(feature)

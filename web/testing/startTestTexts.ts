import i18next from 'i18next'
import { readFileSync } from 'node:fs'
import { initReactI18next } from 'react-i18next'

/** The texts of these features, in Korean unless told, without loading anything. */
export async function startTestTexts(...features: string[]): Promise<void> {
  const read = (feature: string) =>
    JSON.parse(readFileSync(`web/${feature}/texts.ko.json`, 'utf8')) as Record<string, unknown>
  await i18next.use(initReactI18next).init({
    lng: 'ko',
    fallbackLng: false,
    defaultNS: 'app',
    interpolation: { escapeValue: false },
    resources: { ko: Object.fromEntries(features.map((feature) => [feature, read(feature)])) },
  })
}

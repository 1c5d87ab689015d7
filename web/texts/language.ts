/** The languages of the pages. Korean is the first. */
export const languages = ['ko', 'en'] as const

export type Language = (typeof languages)[number]

const key = 'yogeum.language'

/** What was chosen on this device, else Korean. */
export function rememberedLanguage(store: Pick<Storage, 'getItem'>): Language {
  const remembered = store.getItem(key)
  return languages.find((language) => language === remembered) ?? 'ko'
}

export const rememberLanguage = (store: Pick<Storage, 'setItem'>, language: Language): void =>
  store.setItem(key, language)

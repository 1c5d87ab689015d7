import { describe, expect, it } from '@jest/globals'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

type Texts = { [key: string]: string | Texts }

const features = readdirSync('web').filter((name) => existsSync(join('web', name, 'texts.ko.json')))
const textsOf = (feature: string, language: string) =>
  flat(JSON.parse(readFileSync(join('web', feature, `texts.${language}.json`), 'utf8')) as Texts)

/** Each text by its whole key. */
function flat(texts: Texts, before = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === 'string' ? [[before + key, value] as const] : [...flat(value, `${before}${key}.`)],
    ),
  )
}

const placesIn = (text: string): string[] =>
  [...text.matchAll(/\{\{(\w+)[^}]*\}\}/g)].map(([, name = '']) => name).sort()

describe('texts', () => {
  it('are found', () => expect(features).toEqual(expect.arrayContaining(['app', 'home', 'session'])))

  it.each(features)('of %s are there in both languages, each with the same places to fill in', (feature) => {
    const [ko, en] = [textsOf(feature, 'ko'), textsOf(feature, 'en')]
    expect([...en.keys()].sort()).toEqual([...ko.keys()].sort())
    for (const [key, text] of ko) expect([key, placesIn(en.get(key) ?? '')]).toEqual([key, placesIn(text)])
  })

  it.each(features)('of %s are nowhere empty, and English ones are in English', (feature) => {
    for (const [key, text] of [...textsOf(feature, 'ko'), ...textsOf(feature, 'en')]) {
      expect([key, text.trim() === '']).toEqual([key, false])
    }
    for (const [key, text] of textsOf(feature, 'en')) expect([key, /[가-힣]/.test(text)]).toEqual([key, false])
  })
})

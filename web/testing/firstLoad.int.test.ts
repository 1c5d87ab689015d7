import { describe, expect, it } from '@jest/globals'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const pages = 'dist/web/pages'
/** Bytes, of what a browser is sent before it can show the sign-in page. */
const budget = 200_000

interface Chunk {
  file: string
  imports?: string[]
  css?: string[]
}

const manifest = JSON.parse(readFileSync(join(pages, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>

/** The files of these sources, and of all that they wait for. */
function filesOf(sources: readonly string[]): string[] {
  const seen = new Set<string>()
  const files = new Set<string>()
  const add = (source: string): void => {
    if (seen.has(source)) return
    seen.add(source)
    const chunk = manifest[source]
    if (!chunk) throw new Error(`the build knows no ${source}`)
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file)
    chunk.imports?.forEach(add)
  }
  sources.forEach(add)
  return [...files]
}

const signInPage = ['index.html', 'session/SignInScreen.tsx', 'app/texts.ko.json', 'session/texts.ko.json']

describe('the first load of the sign-in page', () => {
  it.each(['br', 'gz'])('is under 200 KB, compressed as %s', (encoding) => {
    const sizes = filesOf(signInPage).map((file) => {
      // The smallest ones are sent as they are.
      const compressed = join(pages, `${file}.${encoding}`)
      return statSync(existsSync(compressed) ? compressed : join(pages, file)).size
    })
    const html = statSync(join(pages, 'index.html')).size
    expect(sizes.length).toBeGreaterThan(6)
    expect(sizes.reduce((sum, size) => sum + size, html)).toBeLessThan(budget)
  })

  it('brings no other screen along', () => {
    const others = Object.keys(manifest).filter((source) => /Screen\.tsx$/.test(source) && !signInPage.includes(source))
    expect(others.length).toBeGreaterThan(5)
    const first = filesOf(signInPage)
    for (const other of others) expect(first).not.toContain(manifest[other]?.file)
  })
})

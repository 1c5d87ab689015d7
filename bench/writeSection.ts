import { readFile, writeFile } from 'node:fs/promises'

/** The text with what stands between `<!-- name -->` and `<!-- /name -->` replaced. @throws Error where these are not */
export function withSection(text: string, name: string, section: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`there is no ${begin} … ${end} to write to`)
  return `${text.slice(0, from)}${begin}\n\n${section.trim()}\n\n${text.slice(to)}`
}

/** Puts what was measured into bench/README.md. */
export async function writeSection(name: string, section: string): Promise<void> {
  const file = 'bench/README.md'
  await writeFile(file, withSection(await readFile(file, 'utf8'), name, section))
}

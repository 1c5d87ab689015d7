// Registers the operations of our pages: each one below web/, with the fragments that it uses, goes into
// dist/web/trustedDocuments.json under the SHA-256 of its text. The format is that of codegen's client preset.
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { concatAST, Kind, parse, print, separateOperations, Source } from 'graphql'

const target = 'dist/web/trustedDocuments.json'

const files = (await readdir('web', { recursive: true }))
  .filter((name) => name.endsWith('.graphql') && !/(^|[/\\])node_modules[/\\]/.test(name))
  .map((name) => join('web', name))
  .sort()
const documents = await Promise.all(files.map(async (file) => parse(new Source(await readFile(file, 'utf8'), file))))
const { definitions } = concatAST(documents)
const names = definitions.map(({ kind, name }) => `${kind} ${name?.value ?? 'without a name'}`)
const twice = names.filter((name, at) => names.indexOf(name) !== at || name.endsWith('without a name'))
if (twice.length > 0) throw new Error(`web/: operations and fragments want names of their own: ${twice.join(', ')}`)

const manifest = {}
for (const document of Object.values(separateOperations({ kind: Kind.DOCUMENT, definitions }))) {
  const text = print(document)
  manifest[createHash('sha256').update(text).digest('hex')] = text
}
await mkdir('dist/web', { recursive: true })
await writeFile(target, `${JSON.stringify(manifest, null, 2)}\n`)

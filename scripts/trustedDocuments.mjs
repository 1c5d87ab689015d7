// Registers the operations of our pages: each one below web/, with the fragments that it uses, goes into
// dist/web/trustedDocuments.json under the SHA-256 of its text. The format is that of codegen's client preset.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse, Source } from 'graphql'
import { registeredOperations } from './registeredOperations.mjs'

const target = 'dist/web/trustedDocuments.json'

const files = (await readdir('web', { recursive: true }))
  .filter((name) => name.endsWith('.graphql') && !/(^|[/\\])node_modules[/\\]/.test(name))
  .map((name) => join('web', name))
const documents = await Promise.all(files.map(async (file) => parse(new Source(await readFile(file, 'utf8'), file))))

const manifest = Object.fromEntries(registeredOperations(documents).map(({ hash, text }) => [hash, text]))
await mkdir('dist/web', { recursive: true })
await writeFile(target, `${JSON.stringify(manifest, null, 2)}\n`)

// Builds the pages (web/) into dist/web/pages, with a .br and a .gz beside each file that is worth it, so that the gateway
// compresses nothing while it serves. Does nothing when neither the sources nor the packages have changed.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const source = 'web'
const target = 'dist/web/pages'
const stampFile = 'dist/web/.pages.stamp'

async function filesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name))
}

/** A hash of the sources, generated ones included, and of the packages' versions. */
async function stamp() {
  const hash = createHash('sha256')
  const sources = (await filesBelow(source)).filter((file) => !/\.test\.tsx?$|[/\\]testing[/\\]/.test(file)).sort()
  for (const file of [...sources, 'scripts/buildWeb.mjs', 'package-lock.json']) {
    hash.update(`${relative('.', file)}\0`).update(await readFile(file))
  }
  return hash.digest('hex')
}

async function compress(file) {
  const content = await readFile(file)
  const br = await promisify(brotliCompress)(content, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
  })
  const gz = await promisify(gzip)(content, { level: 9 })
  if (br.length < content.length) await writeFile(`${file}.br`, br)
  if (gz.length < content.length) await writeFile(`${file}.gz`, gz)
}

const wanted = await stamp()
if (
  !existsSync(stampFile) ||
  (await readFile(stampFile, 'utf8')) !== wanted ||
  !existsSync(join(target, 'index.html'))
) {
  const { build } = await import('vite')
  await build({ configFile: 'web/vite.config.ts' })
  const files = await filesBelow(join(target, 'assets'))
  await Promise.all(files.filter((file) => /\.(js|css|svg|json)$/.test(file)).map(compress))
  await writeFile(stampFile, wanted)
}

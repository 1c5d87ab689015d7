// Bundles GraphiQL (gateway/pages/graphiql) into dist/pages/graphiql, the editor's workers and fonts included, so that
// nothing is loaded from elsewhere. Does nothing when neither the sources nor the packages have changed.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

const source = 'gateway/pages/graphiql'
const target = 'dist/pages/graphiql'
const stampFile = join(target, '.stamp')
const packages = [
  'graphiql',
  '@graphiql/react',
  '@graphiql/toolkit',
  'monaco-editor',
  'monaco-graphql',
  'react',
  'react-dom',
  'graphql',
  'vite',
]

/** A hash of the sources and of the packages' versions. */
async function stamp() {
  const hash = createHash('sha256')
  const sources = (await readdir(source)).sort().map((name) => join(source, name))
  for (const file of [
    ...sources,
    'scripts/buildPages.mjs',
    ...packages.map((name) => `node_modules/${name}/package.json`),
  ]) {
    hash
      .update(file)
      .update('\0')
      .update(await readFile(file))
  }
  return hash.digest('hex')
}

const wanted = await stamp()
if (!existsSync(stampFile) || (await readFile(stampFile, 'utf8')) !== wanted) {
  const { build } = await import('vite')
  await rm(target, { recursive: true, force: true })
  await build({
    configFile: false,
    root: source,
    base: '/graphiql/',
    logLevel: 'warn',
    envDir: false,
    worker: { format: 'es' },
    build: {
      outDir: resolve(target),
      emptyOutDir: true,
      target: 'es2022',
      // The fonts are files of ours; only tiny images are put into the stylesheet.
      assetsInlineLimit: 2_048,
      // Monaco alone is larger than what Vite warns about. Only developers load it, once.
      chunkSizeWarningLimit: 8_192,
      reportCompressedSize: false,
      rolldownOptions: {
        // Directives for React's server and compiler mean nothing in a bundle for the browser.
        onLog: (level, log, otherwise) => (log.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : otherwise(level, log)),
      },
    },
  })
  await writeFile(stampFile, wanted)
}

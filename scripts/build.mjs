// Builds dist/: generated code, then every .ts file transpiled one to one, with the files that are read at run time.
// Usage: node scripts/build.mjs [--if-needed]
import { createHash } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const sources = [
  'gateway',
  'subgraphs',
  'saga',
  'kos',
  'platform',
  'launcher',
  'prisma',
  'testing',
  'bench',
  'chaos',
  'faults',
]
const alsoNeeded = /\.(graphql|json|sql|toml|yaml|prisma)$/
const stampFile = 'dist/.stamp'

async function filesBelow(folder) {
  if (!existsSync(folder)) return []
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name))
}

/** What the build depends on, as one hash of names, sizes and times. */
async function stamp() {
  const hash = createHash('sha256')
  const files = (await Promise.all(sources.map(filesBelow)))
    .flat()
    .filter((file) => !/[/\\](generated|dist|node_modules)[/\\]|\.test\.ts$/.test(file))
  for (const folder of ['scripts', 'web'])
    files.push(...(await filesBelow(folder)).filter((file) => !/[/\\]generated[/\\]|\.test\.tsx?$/.test(file)))
  for (const file of [...files, 'package-lock.json', 'codegen.ts'].sort()) {
    const { size, mtimeMs } = await stat(file)
    hash.update(`${file}\0${size}\0${mtimeMs}\n`)
  }
  return hash.digest('hex')
}

/** The lock names its holder, so that one who was killed holds up nobody. */
async function takeLock() {
  try {
    await mkdir(lock)
  } catch (error) {
    if (error.code === 'EEXIST') return false
    console.error(`The build cannot write to node_modules: ${error.code}`)
    process.exit(1)
  }
  await writeFile(join(lock, 'pid'), String(process.pid))
  return true
}

async function holderLives() {
  const pid = Number(await readFile(join(lock, 'pid'), 'utf8').catch(() => ''))
  // Made this very moment, and its name not written yet.
  if (!pid) return Date.now() - since < 1_000
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function node(script) {
  const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

const before = await stamp()
if (process.argv.includes('--if-needed') && existsSync(stampFile) && (await readFile(stampFile, 'utf8')) === before)
  process.exit(0)

// One build at a time: test runs that start together would otherwise write over each other.
const lock = 'node_modules/.yogeum-build.lock'
const since = Date.now()
while (!(await takeLock())) {
  if (Date.now() - since > 120_000 || !(await holderLives())) await rm(lock, { recursive: true, force: true })
  await new Promise((resolve) => setTimeout(resolve, 100))
}
process.on('exit', () => rmSync(lock, { recursive: true, force: true }))
// A signal alone would end the process without its exit handlers.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1))

console.log('building …')
node('scripts/generate.mjs')
const { build } = await import('esbuild')
const all = (await Promise.all(sources.map(filesBelow)))
  .flat()
  .filter((file) => !/[/\\](dist|node_modules)[/\\]|gateway[/\\]pages[/\\]graphiql[/\\]/.test(file))
if (!process.argv.includes('--if-needed'))
  for (const folder of sources) await rm(join('dist', folder), { recursive: true, force: true })
// A migration that was taken back must not live on in the copy.
for (const database of ['auth', 'billing', 'product', 'kos'])
  await rm(`dist/prisma/${database}`, { recursive: true, force: true })
await build({
  entryPoints: all.filter((file) => file.endsWith('.ts') && !/\.(test|d)\.ts$/.test(file)),
  outdir: 'dist',
  outbase: '.',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // A type-only import must leave nothing behind, not even the loading of its module.
  tsconfigRaw: { compilerOptions: {} },
  sourcemap: true,
  logLevel: 'warning',
})
for (const file of all.filter((name) => alsoNeeded.test(name))) await cp(file, join('dist', file))
if (existsSync('scripts/buildPages.mjs')) node('scripts/buildPages.mjs')
node('scripts/trustedDocuments.mjs')
node('scripts/buildWeb.mjs')
await mkdir('dist', { recursive: true })
await writeFile(stampFile, before)

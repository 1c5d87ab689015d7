// Makes everything that is generated and not committed; what is newer than its sources is left alone.
// Usage: node scripts/generate.mjs [prisma:auth … | codegen | wire]
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

const databases = ['auth', 'billing', 'product', 'kos']

/** `prisma generate` only checks that a schema engine exists and never runs it: any executable will do, so nothing is downloaded. */
const prismaEnv = {
  ...process.env,
  PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
  CHECKPOINT_DISABLE: '1',
}

const run = (command, args, env = process.env) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve(undefined) : reject(new Error(`${command} ${args.join(' ')}\n${output}`)),
    )
  })

const subgraphs = ['auth', 'billing', 'product']
const operations = (await readdir('web', { recursive: true })).filter((name) => name.endsWith('.graphql')).sort()

/** Each maker: what it reads, one file that it writes, and how. */
const makers = {
  ...Object.fromEntries(
    databases.map((db) => [
      `prisma:${db}`,
      {
        from: [`prisma/${db}/schema.prisma`],
        to: `prisma/${db}/generated/client.ts`,
        make: () =>
          run(
            'node_modules/prisma/build/index.js',
            ['generate', '--schema', `prisma/${db}/schema.prisma`, '--no-hints'],
            prismaEnv,
          ),
      },
    ]),
  ),
  codegen: {
    from: [
      'codegen.ts',
      'platform/scalars/scalars.graphql',
      ...subgraphs.map((name) => `subgraphs/${name}/schema.graphql`),
      'scripts/codegenDocuments.mjs',
      'scripts/registeredOperations.mjs',
      ...operations.map((name) => `web/${name}`),
    ],
    to: 'subgraphs/auth/generated/resolverTypes.ts',
    make: () => run('node_modules/@graphql-codegen/cli/cjs/bin.js', ['--config', 'codegen.ts']),
  },
  wire: {
    from: ['kos/openapi.yaml'],
    to: 'kos/client/generated/kosWire.ts',
    make: async () => {
      const { default: openapiTS, astToString } = await import('openapi-typescript')
      const types = astToString(await openapiTS(await readFile('kos/openapi.yaml', 'utf8')))
      await mkdir('kos/client/generated', { recursive: true })
      await writeFile('kos/client/generated/kosWire.ts', types)
    },
  },
}

const wanted = process.argv.slice(2)
for (const name of wanted.length > 0 ? wanted : Object.keys(makers)) {
  const maker = makers[name]
  if (!maker) throw new Error(`unknown: ${name}; one of ${Object.keys(makers).join(', ')}`)
  const hash = createHash('sha256')
  for (const file of [...maker.from, 'package-lock.json']) hash.update(existsSync(file) ? await readFile(file) : '')
  const sources = hash.digest('hex')
  const stamp = `${dirname(maker.to)}/.${name.replace(':', '-')}.stamp`
  if (existsSync(maker.to) && existsSync(stamp) && (await readFile(stamp, 'utf8')) === sources) continue
  await maker.make()
  await mkdir(dirname(stamp), { recursive: true })
  await writeFile(stamp, sources)
}

// Makes everything that is generated and not committed. Usage: node scripts/generate.mjs [prisma:auth … | codegen | wire]
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, mkdir, writeFile } from 'node:fs/promises'

const databases = ['auth', 'billing', 'product', 'kos']

/** `prisma generate` only checks that a schema engine exists and never runs it: any executable will do, so nothing is downloaded. */
const prismaEnv = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' }

const run = (command, args, env = process.env) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve(undefined) : reject(new Error(`${command} ${args.join(' ')}\n${output}`))))
  })

const makers = {
  ...Object.fromEntries(
    databases.map((db) => [
      `prisma:${db}`,
      () => run('node_modules/prisma/build/index.js', ['generate', '--schema', `prisma/${db}/schema.prisma`, '--no-hints'], prismaEnv),
    ]),
  ),
  codegen: () => run('node_modules/@graphql-codegen/cli/cjs/bin.js', ['--config', 'codegen.ts']),
  wire: async () => {
    if (!existsSync('kos/openapi.yaml')) return
    const { default: openapiTS, astToString } = await import('openapi-typescript')
    const types = astToString(await openapiTS(await readFile('kos/openapi.yaml', 'utf8')))
    await mkdir('kos/client/generated', { recursive: true })
    await writeFile('kos/client/generated/kosWire.ts', types)
  },
}

const wanted = process.argv.slice(2)
for (const name of wanted.length > 0 ? wanted : Object.keys(makers)) {
  const make = makers[name]
  if (!make) throw new Error(`unknown: ${name}; one of ${Object.keys(makers).join(', ')}`)
  await make()
}

// Composes the subgraphs' SDL into gateway/supergraph/supergraph.graphql, which is committed.
// Usage: node scripts/supergraph.mjs [--check]   (--check writes nothing and fails when the committed file is out of date)
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { composeServices } from '@apollo/composition'
import { parse } from 'graphql'

const target = 'gateway/supergraph/supergraph.graphql'
const names = ['auth', 'billing', 'product']

/** Composition wants an address. The gateway replaces it by AUTH_URL, BILLING_URL and PRODUCT_URL. */
const placeholder = (name) => `http://${name}/graphql`

class CompositionFailed extends Error {}

async function readSubgraph(name, scalars) {
  const path = `subgraphs/${name}/schema.graphql`
  if (!existsSync(path)) throw new CompositionFailed(`${path} is missing.`)
  const sdl = await readFile(path, 'utf8')
  try {
    return { name, url: placeholder(name), typeDefs: parse(`${sdl}\n${scalars}`) }
  } catch (error) {
    const line = error.locations?.[0]?.line
    throw new CompositionFailed(`${path}${line === undefined ? '' : `:${line}`}: ${error.message}`)
  }
}

async function compose() {
  const scalars = await readFile('platform/scalars/scalars.graphql', 'utf8')
  const subgraphs = []
  for (const name of names) subgraphs.push(await readSubgraph(name, scalars))
  const { errors, supergraphSdl } = composeServices(subgraphs)
  if (errors) {
    const list = errors.map(
      (error) => `  ${error.extensions?.code ?? 'ERROR'}: ${error.message.replaceAll('\n', '\n    ')}`,
    )
    throw new CompositionFailed(`the subgraphs do not compose:\n${list.join('\n')}`)
  }
  return `${supergraphSdl.trimEnd()}\n`
}

/** The first line in which two texts differ, as a reader of a diff would want to see it. */
function firstDifference(committed, composed) {
  const before = committed.split('\n')
  const after = composed.split('\n')
  const at = after.findIndex((line, index) => line !== before[index])
  const index = at === -1 ? after.length : at
  return `  first difference, line ${index + 1}:\n    committed: ${before[index] ?? '(nothing)'}\n    composed:  ${after[index] ?? '(nothing)'}`
}

try {
  const composed = await compose()
  const committed = existsSync(target) ? await readFile(target, 'utf8') : ''
  if (!process.argv.includes('--check')) {
    if (composed !== committed) await writeFile(target, composed)
    console.log(`${target}: ${composed === committed ? 'up to date' : 'written'}`)
  } else if (composed === committed) {
    console.log(`${target}: up to date`)
  } else {
    throw new CompositionFailed(
      `${target} is out of date with the subgraphs' schemas. Run "npm run supergraph" and commit it.\n${firstDifference(committed, composed)}`,
    )
  }
} catch (error) {
  if (!(error instanceof CompositionFailed)) throw error
  console.error(error.message)
  process.exitCode = 1
}

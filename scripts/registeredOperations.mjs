// The operations of our pages as the gateway knows them: each with the fragments that it uses, named by the SHA-256 of its
// text. Whoever sends them and whoever registers them asks here, so that both say the same.
import { createHash } from 'node:crypto'
import { concatAST, Kind, print, separateOperations } from 'graphql'

/**
 * @param {readonly import('graphql').DocumentNode[]} documents in any order: the text does not hang on it
 * @returns {{ name: string, type: string, text: string, hash: string }[]} by name
 * @throws Error when two have one name, or one has none
 */
export function registeredOperations(documents) {
  const { definitions } = concatAST(documents)
  const names = definitions.map(({ kind, name }) => `${kind} ${name?.value ?? 'without a name'}`)
  const twice = names.filter((name, at) => names.indexOf(name) !== at || name.endsWith('without a name'))
  if (twice.length > 0) throw new Error(`web/: operations and fragments want names of their own: ${twice.join(', ')}`)

  return Object.entries(separateOperations({ kind: Kind.DOCUMENT, definitions }))
    .map(([name, document]) => {
      const [operation] = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
      const fragments = document.definitions
        .filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION)
        .sort((a, b) => (a.name.value < b.name.value ? -1 : 1))
      const text = print({ kind: Kind.DOCUMENT, definitions: [operation, ...fragments] })
      return { name, type: operation.operation, text, hash: createHash('sha256').update(text).digest('hex') }
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

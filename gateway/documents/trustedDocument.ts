import { type DocumentNode, GraphQLError, type GraphQLSchema, Kind, parse, validate } from 'graphql'
import { hashDocument } from './hashDocument.js'

/** A document that was registered when its client was built. Its operations are the ones that a browser may send. */
export interface TrustedDocument {
  /** The lower-case hexadecimal SHA-256 of its text. */
  id: string
  /** The names of its operations. */
  name: string
  text: string
  parsed: DocumentNode
}

/** A registered operation that a supergraph could not answer any more. */
export interface BrokenDocument {
  id: string
  name: string
  errors: string[]
}

/**
 * Reads one registered document, written in a manifest under `id`, with or without `sha256:` in front.
 *
 * @throws Error, in one sentence, when it is no document that could ever be asked for.
 */
export function readTrustedDocument(id: string, text: string, maxTokens: number | undefined): TrustedDocument {
  const hash = hashDocument(text)
  if (id.replace(/^sha256:/, '') !== hash) throw new Error(`is not the SHA-256 of its text, which is ${hash}`)
  const parsed = parseRegistered(text, maxTokens)
  const operations = parsed.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION)
  if (operations.length === 0) throw new Error('has no operation')
  if (operations.some(({ name }) => name === undefined)) throw new Error('has an operation without a name')
  return { id: hash, name: operations.map(({ name }) => name?.value).join(', '), text, parsed }
}

function parseRegistered(text: string, maxTokens: number | undefined): DocumentNode {
  try {
    return parse(text, { maxTokens })
  } catch (error) {
    if (error instanceof GraphQLError) throw new Error(`does not parse: ${error.message}`, { cause: error })
    throw error
  }
}

/** Those of the documents that are not valid over a schema, each with everything that is wrong with it. */
export function brokenOver(schema: GraphQLSchema, documents: Iterable<TrustedDocument>): BrokenDocument[] {
  return [...documents].flatMap(({ id, name, parsed }) => {
    const errors = validate(schema, parsed).map(({ message }) => message)
    return errors.length === 0 ? [] : [{ id, name, errors }]
  })
}

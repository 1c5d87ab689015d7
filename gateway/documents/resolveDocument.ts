import { HeaderMap } from '@apollo/server'
import { GraphQLError } from 'graphql'
import { refusal } from '../errors/refusal.js'
import { type SenderRights } from './documentPolicy.js'
import { hashDocument } from './hashDocument.js'
import { type PersistedQueries } from './persistedQueries.js'
import { isRecord, type SentDocument } from './sentDocument.js'
import { type TrustedDocuments } from './trustedDocuments.js'

/** The document that a request is about; its sender may have it carried out as far as it goes by where it came from. */
export interface AcceptedDocument {
  text: string
  /** The lower-case hexadecimal SHA-256 of the text. */
  hash: string
  /** Whether it was registered when its client was built. */
  trusted: boolean
  /** Whether its sender wants to send the hash alone from now on. */
  toBeKept: boolean
  /** Whether its sender may ask for the schema. */
  maySeeSchema: boolean
}

const wholeHash = /^[0-9a-f]{64}$/

/**
 * Finds the document that a request names by text, by id, by hash or by several of them that agree; null when it names
 * none.
 *
 * @throws GraphQLError UNKNOWN_OPERATION for a document that this sender may not bring or that nobody registered,
 * PERSISTED_QUERY_NOT_FOUND for a hash whose text the sender is to send along, BAD_USER_INPUT for what is malformed.
 */
export async function resolveDocument(
  sent: SentDocument,
  rights: SenderRights,
  { trusted, persisted }: { trusted: Pick<TrustedDocuments, 'get'>; persisted: Pick<PersistedQueries, 'find'> },
): Promise<AcceptedDocument | null> {
  const documentId = readDocumentId(sent.documentId)
  const persistedHash = readPersistedHash(sent.extensions)
  const text = typeof sent.query === 'string' && sent.query !== '' ? sent.query : undefined
  const hash = text === undefined ? (documentId ?? persistedHash) : hashDocument(text)
  if (hash === undefined) return null
  // Were one looked at and another carried out, any document could pass for a registered one.
  if ([documentId, persistedHash].some((named) => named !== undefined && named !== hash)) {
    throw refusal('The hash or id is not that of the document beside it.', 'BAD_USER_INPUT', 400)
  }
  const known = trusted.get(hash)
  const accepted = { hash, toBeKept: false, maySeeSchema: rights.schema }
  if (known) return { ...accepted, text: known.text, trusted: true }
  if (!rights.adHoc) {
    throw text === undefined
      ? unknown()
      : refusal('Only operations of our own pages are accepted here.', 'UNKNOWN_OPERATION', 403)
  }
  if (text !== undefined) return { ...accepted, text, trusted: false, toBeKept: persistedHash !== undefined }
  if (persistedHash === undefined) throw unknown()
  const found = await persisted.find(hash)
  if (found === undefined) throw notFound()
  return { ...accepted, text: found, trusted: false }
}

function readDocumentId(documentId: unknown): string | undefined {
  if (documentId === undefined || documentId === null) return undefined
  if (typeof documentId !== 'string') throw refusal('"documentId" must be a string.', 'BAD_USER_INPUT', 400)
  const hash = documentId.replace(/^sha256:/, '')
  if (!wholeHash.test(hash)) throw unknown()
  return hash
}

function readPersistedHash(extensions: unknown): string | undefined {
  const sent = isRecord(extensions) ? extensions['persistedQuery'] : undefined
  if (sent === undefined || sent === null) return undefined
  if (!isRecord(sent) || sent['version'] !== 1) {
    throw refusal('Persisted queries are understood in version 1.', 'BAD_USER_INPUT', 400)
  }
  const { sha256Hash } = sent
  if (typeof sha256Hash !== 'string' || !wholeHash.test(sha256Hash)) {
    throw refusal('"sha256Hash" must be a SHA-256 in lower-case hexadecimal.', 'BAD_USER_INPUT', 400)
  }
  return sha256Hash
}

function unknown(): GraphQLError {
  return refusal('No operation is registered under this id.', 'UNKNOWN_OPERATION', 404)
}

/** As Apollo's clients expect it: they send the text along then, and look for the message as well as for the code. */
function notFound(): GraphQLError {
  const headers = new HeaderMap([['cache-control', 'private, no-cache, must-revalidate']])
  return new GraphQLError('PersistedQueryNotFound', {
    extensions: { code: 'PERSISTED_QUERY_NOT_FOUND', http: { status: 200, headers } },
  })
}

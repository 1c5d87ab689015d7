import { type FastifyRequest } from 'fastify'

/** What of a request says which document it is about, as it came. */
export interface SentDocument {
  query?: unknown
  /** GraphQL over HTTP, appendix A: `sha256:<hex>` or, as codegen's manifests name them, the hex alone. */
  documentId?: unknown
  /** Apollo's automatic persisted queries: `persistedQuery: { version: 1, sha256Hash }`. */
  extensions?: unknown
}

/** Reads it from a body, or from the address of a GET. What is malformed is left for those who answer malformed requests. */
export function readSentDocument({
  method,
  query,
  body,
}: Pick<FastifyRequest, 'method' | 'query' | 'body'>): SentDocument {
  if (method !== 'GET') return isRecord(body) ? body : {}
  if (!isRecord(query)) return {}
  return { query: query['query'], documentId: query['documentId'], extensions: parseJson(query['extensions']) }
}

/** A body that says the same by the text of its document alone. */
export function spelledOut(body: Record<string, unknown>, text: string): Record<string, unknown> {
  const plain: Record<string, unknown> = { ...body, query: text }
  delete plain['documentId']
  if (isRecord(body['extensions'])) {
    const extensions = { ...body['extensions'] }
    delete extensions['persistedQuery']
    if (Object.keys(extensions).length > 0) plain['extensions'] = extensions
    else delete plain['extensions']
  }
  return plain
}

function parseJson(text: unknown): unknown {
  if (typeof text !== 'string') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

import { type TypedDocumentNode } from '@graphql-typed-document-node/core'

/** An entry of `errors`. What a program reads of it is in `extensions`. */
export interface AnswerError {
  message: string
  extensions?: Record<string, unknown>
}

export interface Answer<Data> {
  status: number
  data: Data | null
  errors: AnswerError[]
}

/**
 * Asks the gateway for a registered document, without the client and its cache: what the session itself needs.
 *
 * @throws TypeError when the gateway cannot be reached
 * @throws SyntaxError when the answer is no JSON
 */
export async function ask<Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Answer<Data>> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    credentials: 'same-origin',
    body: JSON.stringify({ ...namesOf(document), variables }),
  })
  const { data = null, errors = [] } = (await response.json()) as Partial<Answer<Data>>
  return { status: response.status, data, errors }
}

/** How a request names a registered document: by its hash, in Apollo's protocol, and by the operation's name. */
export function namesOf(document: object) {
  const { documentId, definitions } = document as {
    documentId: string
    definitions: readonly { name?: { value: string } }[]
  }
  return {
    operationName: definitions[0]?.name?.value,
    extensions: { persistedQuery: { version: 1, sha256Hash: documentId } },
  } as const
}

/** The code by which a refusal is told apart, if there is one. */
export const codeOf = (error: { extensions?: Record<string, unknown> } | undefined): string | undefined =>
  typeof error?.extensions?.['code'] === 'string' ? error.extensions['code'] : undefined

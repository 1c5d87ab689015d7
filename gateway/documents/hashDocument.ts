import { hash } from 'node:crypto'

/** What a document is known by: the lower-case hexadecimal SHA-256 of its text, as every protocol for stored documents has it. */
export function hashDocument(text: string): string {
  return hash('sha256', text, 'hex')
}

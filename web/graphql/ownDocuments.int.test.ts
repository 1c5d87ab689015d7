import { describe, expect, it } from '@jest/globals'
import { readFileSync } from 'node:fs'
import * as generated from '../generated/operations.js'

const manifest = JSON.parse(readFileSync('dist/web/trustedDocuments.json', 'utf8')) as Record<string, string>

describe('the documents that the pages send', () => {
  const documents = Object.values(generated) as unknown as {
    documentId: string
    definitions: [{ operation: string; name: { value: string } }]
  }[]

  it('are the ones that were registered with the gateway, all of them and no others', () => {
    expect(documents.map(({ documentId }) => documentId).sort()).toEqual(Object.keys(manifest).sort())
  })

  it('are named as what they stand for', () => {
    expect(documents.length).toBeGreaterThan(5)
    for (const { documentId, definitions } of documents) {
      const [{ operation, name }] = definitions
      expect(manifest[documentId]).toMatch(new RegExp(`^${operation} ${name.value}\\b`))
    }
  })
})

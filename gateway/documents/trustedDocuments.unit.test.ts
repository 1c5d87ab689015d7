import { describe, expect, it } from '@jest/globals'
import { buildSchema } from 'graphql'
import { hashDocument } from './hashDocument.js'
import { readManifest } from './manifest.js'
import { readTrustedDocument } from './trustedDocument.js'
import { createTrustedDocuments, refuseBroken } from './trustedDocuments.js'

const text = 'query Products { products }'
const id = hashDocument(text)
const read = (registered: string, maxTokens = 100) =>
  readTrustedDocument(hashDocument(registered), registered, maxTokens)

describe('a manifest of trusted documents', () => {
  it.each([
    ['a map of hashes, as codegen writes it', { [id]: text }],
    [
      "Apollo's format",
      {
        format: 'apollo-persisted-query-manifest',
        version: 1,
        operations: [{ id, name: 'Products', type: 'query', body: text }],
      },
    ],
  ])('may be %s', (_what, manifest) => {
    expect(readManifest(JSON.stringify(manifest))).toEqual([{ id, body: text }])
  })

  it.each([
    ['what is no JSON', '{', /is not JSON/],
    ['a list', '[]', /is neither/],
    ['documents that are no text', '{"a":{}}', /is neither/],
    [
      'a version that nobody knows',
      '{"format":"apollo-persisted-query-manifest","version":2,"operations":[]}',
      /is neither/,
    ],
  ])('may not be %s', (_what, manifest, message) => {
    expect(() => readManifest(manifest)).toThrow(message)
  })
})

describe('a trusted document', () => {
  it('is known by the hash of its text, whatever stands in front of it in the manifest', () => {
    expect(hashDocument('query($id:ID!){user(id:$id){name}}')).toBe(
      '71f7dc5758652baac68e4a10c50be732b741c892ade2883a99358f52b555286b',
    )
    expect(readTrustedDocument(`sha256:${id}`, text, 100)).toMatchObject({ id, name: 'Products', text })
  })

  it('is refused under an id that is not its hash: whoever wrote it there meant another', () => {
    expect(() => readTrustedDocument(id, `${text} `, 100)).toThrow(/is not the SHA-256 of its text/)
    expect(() => readTrustedDocument('Products', text, 100)).toThrow(/is not the SHA-256 of its text/)
  })

  it.each([
    ['does not parse', 'query Products {', /does not parse: Syntax Error/],
    ['is longer than any request may be', `query Products { ${'products '.repeat(100)} }`, /does not parse/],
    ['has no operation', 'fragment lines on Customer { id }', /has no operation/],
    ['has an operation without a name', '{ products }', /without a name/],
  ])('is refused when it %s', (_what, registered, message) => {
    expect(() => read(registered)).toThrow(message)
  })

  it('is broken by a schema over which it is not valid, and tells everything that is wrong', () => {
    const trusted = createTrustedDocuments([read(text), read('query Both { products stock }')])
    expect(trusted.brokenBy(buildSchema('type Query { products: [String!]!  stock: Int }'))).toEqual([])
    const schema = buildSchema('type Query { productList: [String!]! }')
    expect(trusted.brokenBy(schema)).toEqual([
      { id, name: 'Products', errors: [expect.stringContaining('"products"')] },
      expect.objectContaining({
        name: 'Both',
        errors: [expect.stringContaining('"products"'), expect.stringContaining('"stock"')],
      }),
    ])
    expect(() => refuseBroken(trusted, schema)).toThrow(/Products \(.*"products"[\s\S]*Both \(.*"stock"/)
  })
})

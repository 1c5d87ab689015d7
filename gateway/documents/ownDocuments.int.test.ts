import { describe, expect, it } from '@jest/globals'
import { parse } from 'graphql'
import { planSupergraph } from '../execution/planSupergraph.js'
import { readSupergraph } from '../supergraph/readSupergraph.js'
import { createDocumentStore } from './documentStore.js'
import { hashDocument } from './hashDocument.js'
import { registeredDocuments } from './registeredDocuments.js'

describe('the documents of our own pages', () => {
  it('were registered by the build, and are valid over the committed supergraph', async () => {
    const trusted = await registeredDocuments(undefined, 2_000)
    for (const name of ['SignIn', 'SignOut', 'RefreshSession', 'HomeBill', 'Bill'])
      expect(trusted.hasOperation(name)).toBe(true)
    expect(trusted.brokenBy(planSupergraph(await readSupergraph()).schema)).toEqual([])
  })

  it('are none where the configuration says so', async () => {
    expect((await registeredDocuments(['none'], 2_000)).all()).toEqual([])
  })
})

describe('the store of parsed documents', () => {
  it('has trusted ones from the start, parsed once for each supergraph, and cannot be made to lose them', async () => {
    const trusted = await registeredDocuments(undefined, 2_000)
    const store = createDocumentStore(trusted)
    const [home] = trusted.all()
    const first = await store.get(`one:${home?.id}`)
    expect(first).toMatchObject({ kind: 'Document' })
    expect(await store.get(`one:${home?.id}`)).toBe(first)
    expect(await store.get(`other:${home?.id}`)).not.toBe(first)
    const large = `{ ${'a '.repeat(1_990)} }`
    for (let number = 0; number < 40; number += 1) await store.set(`one:${number}`, parse(large))
    expect(await store.get('one:0')).toBeUndefined()
    expect(await store.get('one:39')).toBeDefined()
    expect(await store.get(`one:${home?.id}`)).toMatchObject({ kind: 'Document' })
  })

  it('knows no document that nobody registered', async () => {
    const store = createDocumentStore(await registeredDocuments(undefined, 2_000))
    expect(await store.get(`one:${hashDocument('{ products }')}`)).toBeUndefined()
    expect(await store.get('one:')).toBeUndefined()
  })
})

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type CachedGateway, startCachedGateway } from '../responseCache/testing/cachedGateway.js'
import { hashDocument } from './hashDocument.js'
import { registered, writeManifest } from './testing/writeManifest.js'

const persistedQuery = (text: string) => ({ persistedQuery: { version: 1, sha256Hash: hashDocument(text) } })

describe('documents and the answers that are kept', () => {
  let test: CachedGateway
  let token: string
  let cookie: string

  beforeAll(async () => {
    test = await startCachedGateway({ NODE_ENV: 'production', TRUSTED_DOCUMENTS_FILE: await writeManifest() })
    token = await test.tokenOf()
    cookie = `__Host-yogeum-access=${token}`
  })
  afterAll(() => test.stop())

  it('a browser is not given what is kept of a document that it may not bring', async () => {
    const query = '{ viewer { maskedName } }'
    for (let time = 0; time < 2; time += 1) expect((await test.send({ query }, token)).status).toBe(200)
    for (const body of [{ query }, { query, extensions: persistedQuery(query) }]) {
      const answer = await test.send(body, null, { cookie })
      expect([answer.status, answer.errors[0]?.extensions]).toEqual([403, { code: 'UNKNOWN_OPERATION' }])
    }
    expect((await test.send({ extensions: persistedQuery(query) }, null, { cookie })).status).toBe(404)
  })

  it('a document is given the same kept answer however it is named', async () => {
    const first = await test.send({ query: registered.products }, null, { cookie })
    test.fetches()
    for (const body of [
      { documentId: `sha256:${hashDocument(registered.products)}` },
      { extensions: persistedQuery(registered.products) },
      { query: registered.products },
    ]) {
      const again = await test.send(body, null, { cookie })
      expect([again.text, again.headers.get('age'), test.fetches()]).toEqual([first.text, '0', 0])
    }
  })

  it('a hash is kept also when the answer was there already', async () => {
    const query = 'query Plans { products }'
    await test.send({ query }, token)
    const answer = await test.send({ query, extensions: persistedQuery(query) }, token)
    expect(answer.headers.get('age')).toBe('0')
    expect((await test.send({ extensions: persistedQuery(query) }, token)).status).toBe(200)
    expect((await test.send({ extensions: persistedQuery(query) }, token)).text).toBe(answer.text)
  })

  it('the log line names the hash of the document, whichever way it was named', async () => {
    test.logged.length = 0
    await test.send({ documentId: hashDocument(registered.products) }, null, { cookie })
    const [line] = test.logged.filter(({ msg }) => msg === 'request')
    expect(line?.['document']).toBe(hashDocument(registered.products))
  })
})

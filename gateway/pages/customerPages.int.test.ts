import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { request } from 'undici'
import { startTestGateway, type TestGateway } from '../testing/testGateway.js'

const html = 'text/html,application/xhtml+xml,*/*;q=0.8'
const script = 'export const greeting = "hello"\n'.repeat(50)

describe('the pages of customers and operators', () => {
  let test: TestGateway
  let pagesFolder: string

  beforeAll(async () => {
    pagesFolder = await mkdtemp(join(tmpdir(), 'yogeum-pages-'))
    await mkdir(join(pagesFolder, 'assets'))
    const page = '<!doctype html><title>pages</title><meta property="csp-nonce" nonce="PAGE_NONCE">'
    await writeFile(join(pagesFolder, 'index.html'), page)
    await writeFile(join(pagesFolder, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
    await writeFile(join(pagesFolder, 'assets/main-1.js'), script)
    await writeFile(join(pagesFolder, 'assets/main-1.js.br'), brotliCompressSync(script))
    await writeFile(join(pagesFolder, 'assets/main-1.js.gz'), gzipSync(script))
    test = await startTestGateway({}, { pagesFolder, graphiqlFolder: '/nowhere' })
  })
  afterAll(async () => {
    await test.stop()
    await rm(pagesFolder, { recursive: true })
  })

  const get = async (path: string, headers: Record<string, string> = { accept: html }) => {
    const answer = await request(test.gateway.url + path, { headers })
    return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() }
  }

  it.each(['/', '/sign-in?to=%2Fbill', '/bill/ln_1_abc/2026-11', '/changes/1', '/nowhere'])(
    'are one document at every address: %s',
    async (path) => {
      const page = await get(path)
      expect(page).toMatchObject({ status: 200, text: expect.stringContaining('<title>pages</title>') as unknown })
      expect(page.headers).toMatchObject({ 'cache-control': 'no-cache', 'content-type': 'text/html; charset=utf-8' })
    },
  )

  it('come with a policy that lets in files of this host alone, and styles by a nonce that is never the same', async () => {
    const [one, other] = [await get('/'), await get('/')]
    const policies = [one, other].map(({ headers }) => String(headers['content-security-policy']))
    for (const policy of policies) {
      expect(policy).toContain("script-src 'self';")
      expect(policy).not.toMatch(/unsafe|https?:|\*/)
    }
    const nonces = policies.map((policy) => /'nonce-([\w-]+)'/.exec(policy)?.[1] ?? '')
    expect(nonces[0]).toHaveLength(22)
    expect(nonces[0]).not.toBe(nonces[1])
    expect(one.text).toContain(`nonce="${nonces[0]}"`)
    expect(one.text).not.toContain('PAGE_NONCE')
  })

  it.each([
    ['br', 'br, gzip'],
    ['gzip', 'gzip'],
    [undefined, 'identity'],
  ])('have files that were compressed when they were built (%s), and are kept for good', async (encoding, accepted) => {
    const file = await get('/assets/main-1.js', { 'accept-encoding': accepted })
    expect(file.status).toBe(200)
    expect(file.headers['content-encoding']).toBe(encoding)
    expect(file.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      vary: 'accept-encoding',
    })
    expect(file.headers['content-type']).toMatch(/javascript/)
  })

  it.each([
    ['a missing file', '/assets/main-2.js', html],
    ['a missing file of GraphiQL', '/graphiql/assets/main.js', html],
    ['what is outside of the folder', '/assets/..%2findex.html', html],
    ['what no browser asks for as a page', '/bill', 'application/json'],
  ])('leave %s missing', async (_what, path, accept) => {
    const answer = await get(path, { accept })
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.text).not.toContain('<title>')
  })

  it('leave the addresses of the API to the API', async () => {
    expect(await get('/healthz')).toMatchObject({ status: 200, text: expect.stringContaining('{') as unknown })
    expect((await get('/graphql')).text).toMatch(/GraphiQL is not built/)
    expect((await test.post('{ products }')).status).toBe(200)
    expect((await request(`${test.gateway.url}/bill`, { method: 'POST', body: '{}' })).statusCode).toBeGreaterThan(399)
  })

  it('say so when they are not built', async () => {
    const bare = await startTestGateway({}, { pagesFolder: '/nowhere' })
    try {
      const answer = await request(`${bare.gateway.url}/`, { headers: { accept: html } })
      expect(answer.statusCode).toBe(503)
      expect(await answer.body.text()).toMatch(/npm run build/)
    } finally {
      await bare.stop()
    }
  })
})

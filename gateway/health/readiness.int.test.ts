import { afterEach, describe, expect, it } from '@jest/globals'
import { mkdtemp, mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestGateway, type TestGateway } from '../testing/testGateway.js'

describe('the gateway as those see it who run it', () => {
  let test: TestGateway
  afterEach(() => test.stop())

  const get = async (path: string, accept = 'application/json') => {
    const response = await fetch(test.gateway.url + path, { headers: { accept }, redirect: 'manual' })
    return { status: response.status, headers: response.headers, text: await response.text() }
  }

  it('is ready once every subgraph is, and names the one that is not', async () => {
    test = await startTestGateway()
    test.billing.ready = false
    expect(await get('/readyz')).toMatchObject({
      status: 503,
      text: expect.stringContaining('"waitingFor":["billing"]'),
    })
    test.billing.ready = true
    expect(await get('/readyz')).toMatchObject({ status: 200, text: expect.stringContaining('"waitingFor":[]') })
    await test.product.stop()
    expect(await get('/readyz')).toMatchObject({
      status: 503,
      text: expect.stringContaining('"waitingFor":["product"]'),
    })
    expect((await get('/healthz')).status).toBe(200)
  })

  it('lets a request in flight finish when it is stopped', async () => {
    test = await startTestGateway()
    let answer: () => void = () => undefined
    const asked = new Promise<void>((resolve) => {
      test.product.behave((_request, response) => {
        answer = () => void response.setHeader('content-type', 'application/json').end('{"data":{"products":["late"]}}')
        resolve()
      })
    })
    const pending = test.post('{ products }')
    await asked
    const stopped = test.gateway.stop()
    answer()
    expect((await pending).data).toEqual({ products: ['late'] })
    await stopped
    await expect(fetch(`${test.gateway.url}/healthz`)).rejects.toThrow()
  })

  it('hides its schema in production, from introspection and from suggestions', async () => {
    test = await startTestGateway({ NODE_ENV: 'production' })
    expect((await test.post('{ __schema { types { name } } }')).status).toBe(400)
    expect((await test.post('{ productz }')).text).not.toContain('products')
    await test.stop()
    test = await startTestGateway({ NODE_ENV: 'production', GATEWAY_INTROSPECTION: 'true' })
    expect((await test.post('{ __schema { queryType { name } } }')).data).toEqual({
      __schema: { queryType: { name: 'Query' } },
    })
  })

  it('serves GraphiQL to browsers, bound to its own files, and lets these be kept for good', async () => {
    const graphiqlFolder = await mkdtemp(join(tmpdir(), 'graphiql-'))
    await mkdir(join(graphiqlFolder, 'assets'))
    await writeFile(join(graphiqlFolder, 'index.html'), '<title>page</title>')
    await writeFile(join(graphiqlFolder, 'assets/main-1.js'), '1')
    test = await startTestGateway({}, { graphiqlFolder })
    const page = await get('/graphql', 'text/html,*/*;q=0.8')
    expect(page).toMatchObject({ status: 200, text: '<title>page</title>' })
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'self';/)
    expect(page.headers.get('content-security-policy')).not.toMatch(/https?:|unsafe-eval/)
    expect(page.headers.get('x-frame-options')).toBe('DENY')
    expect(page.headers.get('cache-control')).toBe('no-cache')
    const asset = await get('/graphiql/assets/main-1.js')
    expect([asset.status, asset.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable'])
    expect((await get('/graphiql/assets/..%2findex.html')).status).toBeGreaterThanOrEqual(400)
  })

  it('says so when GraphiQL is not built', async () => {
    test = await startTestGateway({}, { graphiqlFolder: '/nowhere' })
    expect(await get('/graphql', 'text/html')).toMatchObject({
      status: 503,
      text: 'GraphiQL is not built: run "npm run build".\n',
    })
    expect((await test.post('{ products }')).status).toBe(200)
  })
})

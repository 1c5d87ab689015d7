import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestGateway, type TestGateway } from '../testing/testGateway.js'
import { pageHeaders } from './securityHeaders.js'

const everywhere = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'permissions-policy': expect.stringContaining('camera=()') as unknown,
}
const api = {
  ...everywhere,
  'cache-control': expect.stringContaining('no-store') as unknown,
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
}
const json = { 'content-type': 'application/json' }

describe('security headers', () => {
  let test: TestGateway
  let token: string
  let graphiqlFolder: string

  beforeAll(async () => {
    graphiqlFolder = await mkdtemp(join(tmpdir(), 'yogeum-page-'))
    await mkdir(join(graphiqlFolder, 'assets'))
    await writeFile(join(graphiqlFolder, 'index.html'), '<!doctype html><title>page</title>')
    await writeFile(join(graphiqlFolder, 'assets/main.js'), '1')
    test = await startTestGateway({ TRUSTED_PROXY_HOPS: '1', RATE_LIMIT_SIGN_IN: '1/3600s' }, { graphiqlFolder })
    token = await test.issuer.issue()
  })
  afterAll(async () => {
    await test.stop()
    await rm(graphiqlFolder, { recursive: true })
  })

  const send = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(test.gateway.url + path, { redirect: 'manual', ...init })
    await answer.body?.cancel()
    return Object.fromEntries(answer.headers)
  }
  const operation = (query: string, headers: Record<string, string> = {}): RequestInit => ({
    method: 'POST',
    headers: { ...json, ...headers },
    body: JSON.stringify({ query }),
  })

  it.each([
    ['an answer', '/graphql', () => operation('{ viewer { id } }')],
    ['an answer by GET', '/graphql?query={products}', () => ({ headers: { 'apollo-require-preflight': '1' } })],
    ['a refused operation', '/graphql', () => operation('{ nonsense }')],
    ['a refused session', '/graphql', () => operation('{ products }', { authorization: 'Bearer a.b.c' })],
    ['a refused origin', '/graphql', () => operation('{ products }', { cookie: 'a=1', origin: 'null' })],
    ['a failure of ours', '/graphql', () => operation('{ promised }')],
    ['a body that is no JSON', '/graphql', () => ({ method: 'POST', headers: json, body: '{' })],
    ['a type that is refused', '/graphql', () => ({ method: 'POST', headers: { 'content-type': 'a/b' }, body: '{' })],
    ['what is not there', '/nowhere', () => ({})],
    ['a limited request', '/graphql', () => operation('mutation { a: signIn(userId: "a") b: signIn(userId: "a") }')],
    [
      'an event stream',
      '/graphql',
      () => operation('subscription { ticks }', { accept: 'text/event-stream', authorization: `Bearer ${token}` }),
    ],
    ['the state of the gateway', '/healthz', () => ({})],
  ] as [string, string, () => RequestInit][])('are on %s', async (_what, path, init) => {
    expect(await send(path, init())).toMatchObject(api)
  })

  it.each([
    ['what is no HTTP', 'HELO example\r\n\r\n'],
    [
      'a refused handshake',
      'GET /graphql HTTP/1.1\r\nhost: a\r\norigin: null\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    ],
  ])('are on the answer to %s', async (_what, text) => {
    const socket = connect(test.gateway.port, '127.0.0.1')
    socket.setEncoding('utf8')
    let answer = ''
    socket.on('data', (chunk: string) => (answer += chunk))
    socket.write(text)
    await once(socket, 'close')
    const lines = answer.split('\r\n\r\n')[0]?.split('\r\n').slice(1) ?? []
    expect(Object.fromEntries(lines.map((line) => line.split(': ', 2)))).toMatchObject(api)
  })

  it('are on the page and its files, which are kept', async () => {
    const page = await send('/graphql', { headers: { accept: 'text/html' } })
    expect(page).toMatchObject({ ...everywhere, 'cache-control': 'no-cache' })
    const file = await send('/graphiql/assets/main.js')
    expect(file).toMatchObject({ ...everywhere, 'cache-control': 'public, max-age=31536000, immutable' })
  })

  it('ask browsers for TLS from then on, where a proxy of ours says that they came by it', async () => {
    const tls = { 'x-forwarded-proto': 'https' }
    const header = 'strict-transport-security'
    expect((await send('/graphql', operation('{ products }', tls)))[header]).toBe('max-age=31536000')
    expect((await send('/graphql', { headers: { ...tls, accept: 'text/html' } }))[header]).toBe('max-age=31536000')
    expect((await send('/graphql', operation('{ products }')))[header]).toBeUndefined()
    expect((await send('/graphql', operation('{ products }', { 'x-forwarded-proto': 'http' })))[header]).toBeUndefined()
  })
})

describe('the policy of a page', () => {
  it('lets nothing in that is not a file of this host', () => {
    const policy = pageHeaders()['content-security-policy'] ?? ''
    const directives = Object.fromEntries(policy.split('; ').map((text) => text.split(/ (.*)/).slice(0, 2))) as unknown
    expect(directives).toEqual({
      ...{ 'default-src': "'none'", 'script-src': "'self'", 'worker-src': "'self'", 'style-src': "'self'" },
      ...{ 'font-src': "'self'", 'img-src': "'self' data:", 'manifest-src': "'self'", 'connect-src': "'self'" },
      ...{ 'base-uri': "'none'", 'form-action': "'none'", 'frame-ancestors': "'none'" },
    })
    expect(policy).not.toMatch(/unsafe|\*|https?:/)
  })
})

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '../../testing/eventually.js'
import { readTrustedDocument } from '../documents/trustedDocument.js'
import { hashDocument } from '../documents/hashDocument.js'
import { createTrustedDocuments } from '../documents/trustedDocuments.js'
import { connectSocket } from '../testing/socketClient.js'
import { composeTyped, startTestGateway, type TestGateway } from '../testing/testGateway.js'
import { until } from '../testing/until.js'

const text = 'query Plans { products }'
const registered = createTrustedDocuments([readTrustedDocument(hashDocument(text), text, 100)])

describe('a supergraph that changes under load', () => {
  let folder: string
  let file: string
  let test: TestGateway
  let typeDefs: Record<'auth' | 'billing' | 'product', string>

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'supergraph-'))
    file = join(folder, 'supergraph.graphql')
    const first = await startTestGateway()
    typeDefs = { auth: first.auth.typeDefs, billing: first.billing.typeDefs, product: first.product.typeDefs }
    await writeFile(file, first.supergraphSdl)
    await first.stop()
  })
  afterEach(async () => {
    await test.stop()
    await rm(folder, { recursive: true })
  })

  const start = async (env: Record<string, string> = {}) => {
    test = await startTestGateway(
      { SUPERGRAPH_FILE: file, METRICS_PORT: '0', SUBGRAPH_TIMEOUT_MS: '5000', ...env },
      { supergraphSdl: undefined, brokenOperations: (schema) => registered.brokenBy(schema) },
    )
  }
  const scrape = async () => (await fetch(`http://127.0.0.1:${test.gateway.metricsPort}/metrics`)).text()
  const reloaded = (outcome: string, times: number) =>
    eventually(`${times} ${outcome}`, async () =>
      (await scrape()).includes(
        `yogeum_gateway_supergraph_reloads_total{outcome="${outcome}",role="gateway"} ${times}\n`,
      ),
    )
  const inForce = async () => /supergraph_info\{sha256="(\w+)",role="gateway"\} 1\n/.exec(await scrape())?.[1]
  /** As an editor, or whoever cares for readers, replaces a file. */
  const replaceFile = async (sdl: string) => {
    await writeFile(`${file}~`, sdl)
    await rename(`${file}~`, file)
  }
  const wider = (name: string) =>
    composeTyped({ ...typeDefs, product: typeDefs.product.replace('products:', `${name}: Int  products:`) })

  it('costs no request in twenty reloads, and no subscription', async () => {
    await start()
    const client = await connectSocket(test.gateway.url, { token: await test.issuer.issue() })
    client.subscribe('1', 'subscription { productChangeProgress(id: "a") { event { type } change { line { plan } } } }')
    let over = false
    const statuses: number[] = []
    const failures: unknown[] = []
    const ask = async () => {
      while (!over) {
        const answer = await test.post('{ viewer { maskedName lines { total plan } } products }').catch(String)
        if (typeof answer === 'string' || answer.errors.length > 0) failures.push(answer)
        else statuses.push(answer.status)
      }
    }
    const asking = Promise.all(Array.from({ length: 4 }, ask))
    for (let n = 1; n <= 20; n += 1) {
      const before = statuses.length
      await replaceFile(wider(`field${n}`))
      process.emit('SIGHUP')
      await reloaded('replaced', n)
      await until(() => statuses.length > before + 4 || failures.length > 0)
    }
    over = true
    await asking
    expect(failures).toEqual([])
    expect(new Set(statuses)).toEqual(new Set([200]))
    expect((await test.post('{ field20 }')).status).toBe(200)
    expect((await test.post('{ field19 }')).status).toBe(400)
    test.events.emit('a', 'LATE')
    expect(await client.next('1')).toMatchObject({
      payload: { data: { productChangeProgress: { event: { type: 'LATE' } } } },
    })
    expect(test.product.subscribes).toHaveLength(1)
    client.socket.terminate()
  })

  it('is noticed without a signal where that is asked for', async () => {
    await start({ SUPERGRAPH_WATCH: 'true' })
    const before = await inForce()
    const next = wider('noticed')
    await replaceFile(next)
    await reloaded('replaced', 1)
    expect(await inForce()).toBe(hashDocument(next).slice(0, 12))
    expect(await inForce()).not.toBe(before)
    expect((await test.post('{ noticed }')).status).toBe(200)
  })

  it.each([
    ['breaks a registered operation', 'breaks-operations', () => typeDefs.product.replace('products:', 'plans:')],
    ['does not build', 'does-not-build', () => null],
  ])('is refused, counted and logged when it %s, and the old one goes on', async (_how, outcome, product) => {
    await start()
    const before = await inForce()
    const broken = product()
    await replaceFile(broken === null ? 'type Query { a: Int' : composeTyped({ ...typeDefs, product: broken }))
    process.emit('SIGHUP')
    await reloaded(outcome, 1)
    expect(await inForce()).toBe(before)
    expect((await test.post(text)).data).toEqual({ products: ['5G 슬림'] })
    expect((await test.post('{ plans }')).status).toBe(400)
    const told = test.logged.find(({ level }) => level === 50)
    expect(told?.['msg']).toMatch(/the old one stays in force/)
    if (outcome === 'breaks-operations')
      expect(told?.['operations']).toEqual([
        { id: hashDocument(text), name: 'Plans', errors: [expect.stringContaining('"products"')] },
      ])
    // Once it is mended it comes into force.
    await replaceFile(wider('mended'))
    process.emit('SIGHUP')
    await reloaded('replaced', 1)
  })

  it('is not built again when its text is the one in force, and is missed when it is gone', async () => {
    await start()
    process.emit('SIGHUP')
    await reloaded('unchanged', 1)
    await rm(file)
    process.emit('SIGHUP')
    await reloaded('unreadable', 1)
    await reloaded('replaced', 0)
    expect((await test.post(text)).status).toBe(200)
  })

  it('is one, however often it is told at once: each reload sees a whole file', async () => {
    await start()
    await replaceFile(wider('once'))
    for (let n = 0; n < 10; n += 1) process.emit('SIGHUP')
    await reloaded('unchanged', 9)
    await reloaded('replaced', 1)
  })
})

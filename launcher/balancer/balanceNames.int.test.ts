import { afterEach, expect, it } from '@jest/globals'
import { eventually } from '../../testing/eventually.js'
import { get } from '../../platform/http/get.js'
import { freePort } from '../freePort.js'
import { startFixtureCopy } from '../testing/fixtureCopy.js'
import { balanceNames, balancerConfigSchema } from './balanceNames.js'

const toStop: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of toStop.splice(0).reverse()) await stop()
})

it('follows the addresses of a name, and keeps those that it knows while nobody can say', async () => {
  const copy = await startFixtureCopy('a')
  toStop.push(() => copy.kill())
  copy.ready = false
  const { port } = new URL(copy.url)
  const config = { HOST: '127.0.0.2', BALANCED: [{ name: 'gateway', port: Number(port) }] }
  let addresses: string[] | null = []
  const lookup = () => (addresses ? Promise.resolve(addresses) : Promise.reject(new Error('no answer')))
  const balancing = await balanceNames(config, { lookup, everyMs: 10 })
  toStop.push(() => balancing.stop())
  const [balancer] = balancing.balancers
  const status = async (): Promise<number> => (await get(`http://127.0.0.2:${port}/`, { timeoutMs: 1_000 })).status

  expect(await status()).toBe(503)
  addresses = ['127.0.0.1']
  await eventually('it is known', () => balancer?.copies()[0]?.state === 'unready')
  copy.ready = true
  await eventually('it is ready', () => balancer?.copies()[0]?.state === 'ready')
  expect(await status()).toBe(200)
  addresses = null
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(await status()).toBe(200)
  addresses = ['127.0.0.3']
  await eventually('it is another', () => balancer?.copies()[0]?.url === `http://127.0.0.3:${port}`)
  expect(await status()).toBe(503)
})

it('reads who is balanced, and says what is wrong with it', async () => {
  const port = await freePort()
  expect(balancerConfigSchema.parse({ BALANCED: `gateway:${port},auth:4001` }).BALANCED).toEqual([
    { name: 'gateway', port },
    { name: 'auth', port: 4001 },
  ])
  for (const BALANCED of ['', 'gateway', 'gateway:x', 'gateway:1,'])
    expect(balancerConfigSchema.safeParse({ BALANCED }).success).toBe(false)
})

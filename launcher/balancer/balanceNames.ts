import { lookup as systemLookup } from 'node:dns/promises'
import { z } from 'zod'
import { type Balancer, startBalancer } from './startBalancer.js'

/** What `yogeum balancer` reads from its environment. */
export const balancerConfigSchema = z.object({
  HOST: z.string().default('127.0.0.1'),
  /**
   * Who is balanced, `<name>:<port>` each: every address that the name has is a copy, and listens on that port, as the
   * balancer does. Clients reach the first; the others are for our own services.
   */
  BALANCED: z
    .string()
    .regex(/^[\w.-]+:\d{1,5}(,[\w.-]+:\d{1,5})*$/, 'must be <name>:<port>[,<name>:<port>…]')
    .transform((list) =>
      list.split(',').map((entry) => {
        const [name = '', port = ''] = entry.split(':')
        return { name, port: Number(port) }
      }),
    ),
})
export type BalancerConfig = z.output<typeof balancerConfigSchema>

/** The addresses that a name has now. @throws when it has none */
export type Lookup = (name: string) => Promise<string[]>

const lookEveryMs = 1_000

const inDns: Lookup = async (name) => (await systemLookup(name, { all: true, family: 4 })).map(({ address }) => address)

/** Balances over whatever stands behind names, as Docker and Kubernetes give one name to all copies of a service. */
export async function balanceNames(
  { HOST: host, BALANCED }: BalancerConfig,
  { lookup = inDns, everyMs = lookEveryMs }: { lookup?: Lookup; everyMs?: number } = {},
): Promise<{ balancers: Balancer[]; stop(): Promise<void> }> {
  const balancers = await Promise.all(
    BALANCED.map(({ port }, index) => startBalancer({ host, port, forwardedFor: index === 0 })),
  )
  const look = async (balancer: Balancer, { name, port }: BalancerConfig['BALANCED'][number]): Promise<void> => {
    // A name server that is away for a moment takes nobody away: who is gone shows by not answering.
    const addresses = await lookup(name).catch(() => null)
    if (addresses === null) return
    const there = addresses.map((address) => `http://${address}:${port}`)
    for (const { url } of balancer.copies()) if (!there.includes(url)) void balancer.remove(url)
    // Not ready before it has said so: a container has its address before it serves.
    for (const url of there) balancer.add(url, 'away')
  }
  const lookAll = (): void =>
    balancers.forEach((balancer, index) => {
      const entry = BALANCED[index]
      if (entry) void look(balancer, entry)
    })
  lookAll()
  const timer = setInterval(lookAll, everyMs)
  return {
    balancers,
    async stop() {
      clearInterval(timer)
      await Promise.all(balancers.map((balancer) => balancer.stop()))
    },
  }
}

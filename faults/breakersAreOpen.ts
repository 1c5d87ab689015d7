import { request } from 'undici'
import { type Copies } from '../testing/program/startCopies.js'

const openK1 = /^yogeum_kos_breaker_state\{[^}]*operation="K1"[^}]*\} 2$/m
const openK3 = /^yogeum_kos_breaker_state\{[^}]*operation="K3"[^}]*\} 2$/m

/** Whether the breaker of bills is open in each copy of billing, and that of plans in each of product. */
export async function breakersAreOpen({ copies }: Copies): Promise<boolean> {
  const asked = [
    ...copies.billing.map(({ url }) => isOpen(url, openK1)),
    ...copies.product.map(({ url }) => isOpen(url, openK3)),
  ]
  return (await Promise.all(asked)).every(Boolean)
}

async function isOpen(url: string, open: RegExp): Promise<boolean> {
  const { body } = await request(`${url}/metrics`, { signal: AbortSignal.timeout(5_000) })
  return open.test(await body.text())
}

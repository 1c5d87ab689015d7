import { request } from 'undici'

/** How many requests came to each outcome of the response cache so far. */
export type CacheCounts = Record<string, number>

/** From the `/metrics` of one of our gateways. @throws what the network says */
export async function readCacheCounts(metricsUrl: string): Promise<CacheCounts> {
  const { body } = await request(`${metricsUrl}/metrics`, { signal: AbortSignal.timeout(10_000) })
  return parseCacheCounts(await body.text())
}

export function parseCacheCounts(metrics: string): CacheCounts {
  const lines = metrics.matchAll(/^yogeum_gateway_response_cache_total\{[^}]*outcome="([^"]+)"[^}]*\} (\S+)$/gm)
  return Object.fromEntries([...lines].map(([, outcome = '', count]) => [outcome, Number(count)]))
}

/** The share of hits of what was counted between two looks, of 1; NaN where nothing was. */
export function hitsSince(before: CacheCounts | null, after: CacheCounts | null): number {
  const since = Object.entries(after ?? {}).map(
    ([outcome, count]) => [outcome, count - (before?.[outcome] ?? 0)] as const,
  )
  const all = since.reduce((sum, [, count]) => sum + count, 0)
  return (since.find(([outcome]) => outcome === 'hit')?.[1] ?? 0) / all
}

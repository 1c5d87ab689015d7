import { request } from 'undici'

const line = /^yogeum_kos_lookups_total\{([^}]*)\} (\S+)$/gm
const source = /source="([^"]+)"/

/** How often answers came from where so far (`memory`, `redis`, `kos` …), over these roles, from their `/metrics`. */
export async function readLookUps(urls: readonly string[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const url of urls) {
    const { body } = await request(`${url}/metrics`, { signal: AbortSignal.timeout(10_000) })
    for (const [, labels = '', count] of (await body.text()).matchAll(line)) {
      const from = source.exec(labels)?.[1] ?? 'unknown'
      counts[from] = (counts[from] ?? 0) + Number(count)
    }
  }
  return counts
}

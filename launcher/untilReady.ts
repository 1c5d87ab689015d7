import { ConfigError } from '../platform/config/configError.js'
import { get } from '../platform/http/get.js'

/** Waits until a role says that it serves. @throws ConfigError after 30 s */
export async function untilReady(url: string): Promise<void> {
  const until = performance.now() + 30_000
  for (;;) {
    const ok = await get(url, { timeoutMs: 2_000 }).then(
      ({ status }) => status === 200,
      () => false,
    )
    if (ok) return
    if (performance.now() > until)
      throw new ConfigError(`${url} did not say within 30 s that it is ready: see the logs in the data folder.`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

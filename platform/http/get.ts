import { request } from 'undici'

/**
 * One GET with a deadline and a bound on the answer. Not the built-in `fetch`: that refuses, without asking, the some
 * eighty ports that browsers hold to be dangerous (6000, 5060, 4045 …), and any port may be configured here.
 *
 * @throws whatever the network or the deadline says; the status is for the caller to judge.
 */
export async function get(
  url: string,
  { timeoutMs, maxBytes = 4 * 1024 * 1024 }: { timeoutMs: number; maxBytes?: number },
): Promise<{ status: number; text: string }> {
  const { statusCode, body } = await request(url, { signal: AbortSignal.timeout(timeoutMs) })
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) throw new Error(`the answer is larger than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return { status: statusCode, text: Buffer.concat(chunks).toString('utf8') }
}

import { type IncomingMessage } from 'node:http'

/** Of one connection alone: ours to the copy is another than the client's to us. */
const ofTheConnection = ['connection', 'keep-alive', 'proxy-connection', 'te', 'upgrade', 'expect', 'trailer']

/** The headers of a message as they came, in Node's flat form, without those of the connection. */
export function passedOn({ rawHeaders, headers }: IncomingMessage, alsoWithout: readonly string[] = []): string[] {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase())
  const left = new Set([...ofTheConnection, ...alsoWithout, ...named])
  return pairs(rawHeaders).flatMap(([name, value]) => (left.has(name.toLowerCase()) ? [] : [name, value]))
}

/** The same with the client's address behind those that proxies before us have seen. */
export function withForwardedFor(flat: readonly string[], peer: string | undefined): string[] {
  const isForwardedFor = ([name]: [string, string]): boolean => name.toLowerCase() === 'x-forwarded-for'
  const all = pairs(flat)
  const seen = all.filter(isForwardedFor).map(([, value]) => value)
  const address = (peer ?? 'unknown').replace(/^::ffff:/, '')
  return [...all.filter((pair) => !isForwardedFor(pair)).flat(), 'x-forwarded-for', [...seen, address].join(', ')]
}

export function pairs(flat: readonly string[]): [string, string][] {
  return Array.from({ length: flat.length / 2 }, (_, index) => [flat[2 * index] ?? '', flat[2 * index + 1] ?? ''])
}

/** An object whose keys somebody else chose: a subgraph's answer, a client's variables. */
export type Data = Record<string, unknown>

/** Names that every object answers to by inheritance. A client may call a field `constructor` or `__proto__`. */
const inherited: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype))

/** The value under a key that is the object's own; undefined where there is none. */
export function getOwn(from: Data, key: string): unknown {
  return inherited.has(key) && !Object.hasOwn(from, key) ? undefined : from[key]
}

export function setOwn(to: Data, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(to, key, { value, enumerable: true, writable: true, configurable: true })
  else to[key] = value
}

export function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

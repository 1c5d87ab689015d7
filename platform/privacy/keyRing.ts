export interface KeyRing {
  /** The highest version: what is written from now on. */
  current: { version: number; key: Buffer }
  /** Null when the version is not (or no longer) in the ring. */
  byVersion(version: number): Buffer | null
  /** Every version, the highest first. */
  versions: readonly number[]
}

/** Parses `1:<base64>[,2:<base64>]`; its shape has been checked with the configuration. */
export function parseKeyRing(text: string): KeyRing {
  const keys = new Map(
    text.split(',').map((entry) => {
      const [version = '', ...rest] = entry.split(':')
      return [Number(version), Buffer.from(rest.join(':'), 'base64')] as const
    }),
  )
  const version = Math.max(...keys.keys())
  const key = keys.get(version)
  if (key?.length !== 32) throw new Error('a key ring needs at least one key of 32 bytes')
  const versions = [...keys.keys()].sort((a, b) => b - a)
  return { current: { version, key }, byVersion: (wanted) => keys.get(wanted) ?? null, versions }
}

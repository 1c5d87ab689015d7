/** Nothing of whoever runs this may change what is run. */
export function quietEnv(alsoKept: readonly string[] = ['REDIS_URL']): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'LANG', 'TMPDIR', ...alsoKept]
  return Object.fromEntries(kept.flatMap((key) => (process.env[key] === undefined ? [] : [[key, process.env[key]]])))
}

/**
 * The length of the longest list in a JSON value, however deep it lies; of the first that is longer than `enough`, when
 * there is one.
 */
export function longestList(json: unknown, enough: number): number {
  let longest = 0
  const open: unknown[] = [json]
  while (open.length > 0) {
    const value = open.pop()
    if (typeof value !== 'object' || value === null) continue
    if (Array.isArray(value)) longest = Math.max(longest, value.length)
    if (longest > enough) return longest
    for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) open.push(inner)
  }
  return longest
}

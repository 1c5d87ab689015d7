/**
 * Draws places 0 … size−1 as customers come: the place at rank r is 1/(r+1) as frequent as the first (Zipf, exponent 1).
 *
 * @param unit in [0, 1)
 */
export function createZipf(size: number, unit: () => number): () => number {
  const cumulated = new Float64Array(size)
  let sum = 0
  for (let rank = 0; rank < size; rank += 1) {
    sum += 1 / (rank + 1)
    cumulated[rank] = sum
  }
  return () => {
    const wanted = unit() * sum
    let [low, high] = [0, size - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((cumulated[middle] ?? 0) > wanted) high = middle
      else low = middle + 1
    }
    return low
  }
}

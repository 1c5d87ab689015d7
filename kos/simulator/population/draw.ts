/** 32-bit finalizer of MurmurHash3: every bit of the input moves every bit of the output. */
const mix = (value: number): number => {
  let h = value | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

const hashText = (text: string): number => {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h >>> 0
}

/**
 * Random values that depend only on a seed, a place and a name, not on the order they are drawn in: so one attribute
 * of one line can be computed alone, and a new attribute does not move the others.
 */
export interface Draw {
  /** In [0, 1). */
  unit(name: string): number
  /** Whole, both ends included. */
  int(name: string, low: number, high: number): number
  chance(name: string, probability: number): boolean
  pick<T>(name: string, from: readonly T[]): T
}

/** Draws for one place, such as a line, or a line's month. */
export function createDraw(seed: number, ...place: number[]): Draw {
  const base = place.reduce((state, key) => mix(state ^ mix(key + 0x9e3779b9)), mix(seed))
  const unit = (name: string) => mix(base ^ hashText(name)) / 0x1_0000_0000
  return {
    unit,
    int: (name, low, high) => low + Math.floor(unit(name) * (high - low + 1)),
    chance: (name, probability) => unit(name) < probability,
    pick<T>(name: string, from: readonly T[]): T {
      const chosen = from[Math.floor(unit(name) * from.length)]
      if (chosen === undefined) throw new Error(`nothing to pick for ${name}`)
      return chosen
    },
  }
}

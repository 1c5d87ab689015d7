import { type Data, getOwn, isData, setOwn } from './ownProperty.js'

/** Adds to a target what another fetch says of the same object; where both say something, the later one holds. */
export function mergeData(target: Data, source: Data): void {
  for (const key of Object.keys(source)) {
    const value = source[key]
    const present = getOwn(target, key)
    if (isData(value) && isData(present)) mergeData(present, value)
    else if (Array.isArray(value) && Array.isArray(present) && value.length === present.length)
      mergeLists(present, value)
    else setOwn(target, key, value)
  }
}

function mergeLists(target: unknown[], source: unknown[]): void {
  source.forEach((value, at) => {
    const present = target[at]
    if (isData(value) && isData(present)) mergeData(present, value)
    else target[at] = value
  })
}

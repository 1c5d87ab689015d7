import { type ResponsePath } from '@apollo/query-planner'
import { type Data, getOwn, isData } from './ownProperty.js'

/** Objects at a path of a plan, in which `@` stands for each element of a list. Nulls on the way are passed over. */
export function objectsAt(value: unknown, path: ResponsePath, from = 0, found: Data[] = []): Data[] {
  for (let at = from; at < path.length; at += 1) {
    const element = path[at]
    if (element === '@') {
      if (!Array.isArray(value)) return found
      for (const each of value) objectsAt(each, path, at + 1, found)
      return found
    }
    if (!isData(value)) return found
    value = getOwn(value, String(element))
  }
  if (isData(value)) found.push(value)
  return found
}

/** Where the objects that {@link objectsAt} finds stand, in the same order. Only looked for when something failed there. */
export function placesAt(
  value: unknown,
  path: ResponsePath,
  from = 0,
  place: (string | number)[] = [],
  found: (string | number)[][] = [],
): (string | number)[][] {
  const element = path[from]
  if (element === undefined) {
    if (isData(value)) found.push(place)
  } else if (element === '@') {
    if (Array.isArray(value)) value.forEach((each, at) => placesAt(each, path, from + 1, [...place, at], found))
  } else if (isData(value)) {
    placesAt(getOwn(value, String(element)), path, from + 1, [...place, element], found)
  }
  return found
}

import { type FetchDataRewrite } from '@apollo/query-planner'
import { type Data, getOwn, isData, setOwn } from './ownProperty.js'
import { type TypeNames } from './typeNames.js'

/** Changes data in place: what the planner asks for between a subgraph's names and the supergraph's. */
export type Rewrite = (value: unknown) => void

const fragment = '... on '

/** Null where nothing is to be rewritten, as with nearly every fetch. */
export function compileRewrites(
  rewrites: readonly FetchDataRewrite[] | undefined,
  typeNames: TypeNames,
): Rewrite | null {
  if (!rewrites || rewrites.length === 0) return null
  const steps = rewrites.map((rewrite) => compileRewrite(rewrite, typeNames))
  return (value) => {
    for (const step of steps) step(value)
  }
}

function compileRewrite(rewrite: FetchDataRewrite, typeNames: TypeNames): Rewrite {
  const last = rewrite.path.at(-1)
  if (last === undefined || last.startsWith(fragment))
    throw new Error(`a rewrite ends at no field: ${rewrite.path.join('.')}`)
  return rewrite.path.slice(0, -1).reduceRight<Rewrite>(
    (rest, element) => each(stepInto(element, rest, typeNames)),
    each((object) => {
      if (rewrite.kind === 'ValueSetter') return setOwn(object, last, rewrite.setValueTo)
      const value = getOwn(object, last)
      if (!value) return
      setOwn(object, rewrite.renameKeyTo, value)
      delete object[last]
    }),
  )
}

function stepInto(element: string, rest: Rewrite, typeNames: TypeNames): (object: Data) => void {
  if (!element.startsWith(fragment)) return (object) => rest(getOwn(object, element))
  const names = typeNames(element.slice(fragment.length))
  return (object) => {
    const typename = object['__typename']
    if (typeof typename !== 'string' || names.has(typename)) rest(object)
  }
}

/** Does something to an object, or to each in a list however deep. */
function each(work: (object: Data) => void): Rewrite {
  return function visit(value) {
    if (Array.isArray(value)) value.forEach(visit)
    else if (isData(value)) work(value)
  }
}

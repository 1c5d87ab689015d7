/** What V8 writes into a .cpuprofile, as far as it is read here. */
export interface CpuProfile {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[]
  /** Ids of the nodes that were on top of the stack. */
  samples: number[]
  /** Time before each of the samples, µs. */
  timeDeltas: number[]
}

/** Shares of the time in which it was not idle, greatest first, of 1. */
export interface HotFunctions {
  /** By function, file and line. */
  functions: Map<string, number>
  /** By npm package, part of Node, or folder of ours. */
  places: Map<string, number>
}

/** Waiting, and what the profiler itself does while it starts. */
const notWork = new Set(['(idle)', '(root)', 'dispatch'])

/** Where a process spends its time itself, not in what it calls. */
export function hotFunctions({ nodes, samples, timeDeltas }: CpuProfile): HotFunctions {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  const functions = new Map<string, number>()
  const places = new Map<string, number>()
  let all = 0
  for (const [index, id] of samples.entries()) {
    const frame = frames.get(id)
    const us = timeDeltas[index] ?? 0
    if (!frame || (frame.url === '' && notWork.has(frame.functionName))) continue
    all += us
    const name = `${frame.functionName || '(anonymous)'} ${fileOf(frame.url)}${frame.url && `:${frame.lineNumber + 1}`}`
    functions.set(name.trim(), (functions.get(name.trim()) ?? 0) + us)
    const place = placeOf(frame)
    places.set(place, (places.get(place) ?? 0) + us)
  }
  const shares = (of: Map<string, number>) =>
    new Map([...of].sort(([, a], [, b]) => b - a).map(([key, us]) => [key, us / all]))
  return { functions: shares(functions), places: shares(places) }
}

/** From the package, else from our dist/ on. */
const fileOf = (url: string): string =>
  url.replace(url.includes('/node_modules/') ? /^.*\/node_modules\// : /^.*\/dist\//, '')

function placeOf({ functionName, url }: CpuProfile['nodes'][number]['callFrame']): string {
  if (url === '') return functionName.startsWith('(') ? functionName : '(native)'
  if (url.startsWith('node:')) return url
  const file = fileOf(url)
  if (url.includes('/node_modules/')) return /^(@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? file
  return file.split('/').slice(0, -1).join('/')
}

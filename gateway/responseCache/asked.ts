/** What is asked, of which an answer may be kept. */
export interface Asked {
  query: string
  operationName: string | null
  variables: Record<string, unknown>
}

/** Characters. What is longer is carried out each time. */
const longestVariables = 4_096
const deepestVariables = 10

/** What a request's body asks; null when it is nothing that is answered from here: a batch, extensions, what is
 * malformed. Whatever else stands in it may change the answer. */
export function readAsked(body: unknown): Asked | null {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return null
  const { query, operationName, variables, ...others } = body as Record<string, unknown>
  if (typeof query !== 'string' || Object.values(others).some((value) => value !== null)) return null
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') return null
  if (variables !== undefined && variables !== null && (typeof variables !== 'object' || Array.isArray(variables)))
    return null
  return {
    query,
    operationName: operationName ?? null,
    variables: (variables ?? {}) as Record<string, unknown>,
  }
}

/**
 * A text that is equal for variables which are equal, in whatever order their keys came: an absent one is not one that is
 * null, and 1 is not "1". Null for what JSON cannot say (1e999), and for what is too long or too deep.
 */
export function variablesKey(variables: Record<string, unknown>): string | null {
  const text = canonical(variables, deepestVariables)
  return text !== null && text.length <= longestVariables ? text : null
}

function canonical(value: unknown, depth: number): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (depth === 0) return null
  const isList = Array.isArray(value)
  const parts: string[] = []
  for (const key of isList ? value.keys() : Object.keys(value).sort()) {
    const inside = canonical((value as Record<string | number, unknown>)[key], depth - 1)
    if (inside === null) return null
    parts.push(isList ? inside : `${JSON.stringify(key)}:${inside}`)
  }
  return isList ? `[${parts.join()}]` : `{${parts.join()}}`
}

import { type GraphQLError } from 'graphql'
import { refusal } from '../errors/refusal.js'
import { type LimitName, type Limits } from './limits.js'

/** A limit that an operation does not keep. */
export interface OverLimit {
  limit: LimitName
  allowed: number
  /** Absent where counting stopped at the limit. */
  found?: number
}

/** The code of every refusal for the size of an operation. */
export const tooComplexCode = 'OPERATION_TOO_COMPLEX'

const subjects: Record<LimitName, string> = {
  documentLength: 'The length of the document',
  tokens: 'The number of tokens in the document',
  depth: 'The depth of the operation',
  aliases: 'The number of aliases in the operation',
  rootFields: 'The number of fields at the root of the operation',
  fields: 'The number of fields in the operation, with those of fragments as often as they are spread,',
  directives: 'The number of directives in the document',
  listSize: 'The length of a list that the operation asks for or sends',
  cost: 'The cost of the operation',
  signIns: 'The number of sign-ins in the operation',
}

/** The first of these measures that is over its limit. */
export function firstOver(measures: Partial<Limits>, limits: Limits): OverLimit | null {
  for (const [name, found] of Object.entries(measures)) {
    const limit = name as LimitName
    if (found > limits[limit]) return { limit, allowed: limits[limit], found }
  }
  return null
}

export function sayOver({ limit, allowed, found }: OverLimit): string {
  const is = found === undefined ? `is over ${allowed}` : `is ${found}, and ${allowed} is allowed`
  return `${subjects[limit]} ${is}.`
}

export function tooComplex(over: OverLimit): GraphQLError {
  return refusal(sayOver(over), tooComplexCode, 400, { ...over })
}

/** Which limit an error with these extensions is about; undefined for every other error. */
export function limitOf(extensions: Readonly<Record<string, unknown>> | undefined): LimitName | undefined {
  return extensions?.['code'] === tooComplexCode ? (extensions['limit'] as LimitName | undefined) : undefined
}

import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql'
import { GraphQLDateTime, GraphQLLocalDate, GraphQLUUID } from 'graphql-scalars'
import { isYearMonth } from '../time/yearMonth.js'

const badInput = (message: string) => new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } })

const yearMonth = (value: unknown): string => {
  if (typeof value === 'string' && isYearMonth(value)) return value
  throw badInput('YearMonth must be written YYYY-MM, such as 2026-11')
}

const krw = (value: unknown): number => {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value
  throw badInput('Krw must be a whole number of won')
}

const YearMonthScalar = new GraphQLScalarType<string, string>({
  name: 'YearMonth',
  serialize: yearMonth,
  parseValue: yearMonth,
  parseLiteral: (node: ValueNode) => yearMonth(node.kind === Kind.STRING ? node.value : null),
})

const KrwScalar = new GraphQLScalarType<number, number>({
  name: 'Krw',
  serialize: krw,
  parseValue: krw,
  parseLiteral: (node: ValueNode) => krw(node.kind === Kind.INT ? Number(node.value) : null),
})

/** Resolvers for the scalars of `scalars.graphql`, which every subgraph shares. */
export const scalarResolvers = {
  DateTime: GraphQLDateTime,
  LocalDate: GraphQLLocalDate,
  UUID: GraphQLUUID,
  YearMonth: YearMonthScalar,
  Krw: KrwScalar,
}

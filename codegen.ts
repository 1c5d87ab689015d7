import { type CodegenConfig } from '@graphql-codegen/cli'

/** Resolver types of one subgraph: a field without its resolver's type does not compile. */
const subgraph = (name: string): CodegenConfig['generates'] => ({
  [`subgraphs/${name}/generated/resolverTypes.ts`]: {
    schema: [`subgraphs/${name}/schema.graphql`, 'platform/scalars/scalars.graphql'],
    plugins: ['typescript', 'typescript-resolvers'],
    config: {
      federation: true,
      useTypeImports: true,
      emitLegacyCommonJSImports: false,
      enumsAsTypes: true,
      strictScalars: true,
      inputMaybeValue: 'T | null | undefined',
      scalars: { DateTime: 'Date', LocalDate: 'string', UUID: 'string', YearMonth: 'string', Krw: 'number' },
      contextType: '../context.js#Context',
      mappers: {},
    },
  },
})

const config: CodegenConfig = {
  ignoreNoDocuments: true,
  silent: true,
  generates: { ...subgraph('auth'), ...subgraph('billing'), ...subgraph('product') },
}

export default config

import { type CodegenConfig } from '@graphql-codegen/cli'

/** What our resolvers hand on for a type whose fields are worked out one by one, only when they are asked for. */
const parentTypes: Record<string, Record<string, string>> = {
  auth: {
    Customer: '../customer/customerAnswer.js#CustomerAnswer',
    Line: '../customer/customerAnswer.js#LineAnswer',
  },
  billing: { Bill: '../billInquiry/shownBill.js#ShownBill', Line: '../lineReference.js#LineReference' },
  product: {
    Line: '../lineReference.js#LineReference',
    ProductChange: '../../../saga/productChange/domain/projection.js#ChangeView',
    ProductChangeEvent: '../../../saga/productChange/domain/events.js#RecordedEvent',
  },
}

/** Resolver types of one subgraph. With `Complete`, a field that has no resolver does not compile. */
const subgraph = (name: string): CodegenConfig['generates'] => ({
  [`subgraphs/${name}/generated/resolverTypes.ts`]: {
    schema: [`subgraphs/${name}/schema.graphql`, 'platform/scalars/scalars.graphql'],
    plugins: ['typescript', 'typescript-resolvers'],
    config: {
      federation: true,
      useTypeImports: true,
      emitLegacyCommonJSImports: false,
      enumsAsTypes: true,
      avoidOptionals: { field: true },
      strictScalars: true,
      inputMaybeValue: 'T | null | undefined',
      scalars: {
        DateTime: 'Date',
        LocalDate: 'string',
        UUID: 'string',
        YearMonth: 'string',
        Krw: 'number',
        _FieldSet: 'string',
      },
      contextType: '../context.js#Context',
      mappers: parentTypes[name] ?? {},
    },
  },
})

/** What the pages ask for: types of their operations, and documents that name them by hash. */
const pages: CodegenConfig['generates'] = {
  'web/generated/operations.ts': {
    schema: [
      ...['auth', 'billing', 'product'].map((name) => `subgraphs/${name}/schema.graphql`),
      'platform/scalars/scalars.graphql',
    ],
    documents: ['web/**/*.graphql'],
    plugins: ['typescript-operations', './scripts/codegenDocuments.mjs'],
    config: {
      useTypeImports: true,
      enumsAsTypes: true,
      strictScalars: true,
      // Present where the operation asks for it, and only there.
      skipTypename: true,
      scalars: {
        ID: 'string',
        DateTime: 'string',
        LocalDate: 'string',
        UUID: 'string',
        YearMonth: 'string',
        Krw: 'number',
      },
    },
  },
}

const config: CodegenConfig = {
  ignoreNoDocuments: true,
  errorsOnly: true,
  generates: { ...subgraph('auth'), ...subgraph('billing'), ...subgraph('product'), ...pages },
}

export default config

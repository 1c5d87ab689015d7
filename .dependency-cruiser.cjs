/** Imports go one way; docs/walkthrough.md says why. Each rule names what it protects. */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: '\\.test\\.tsx?$|/testing/' },
  to: {
    path: '^(gateway|subgraphs|saga|kos|platform|launcher|testing|prisma|web|e2e|bench|chaos|faults)/',
    pathNot: allowed,
  },
})

module.exports = {
  forbidden: [
    only('platform-imports-nobody', '^platform/', '^platform/', 'The platform has no domain.'),
    only(
      'gateway-speaks-graphql',
      '^gateway/',
      '^(gateway|platform)/',
      'The gateway has no business rule and no database.',
    ),
    only(
      'kos-client-stands-alone',
      '^kos/client/',
      '^(kos/client|platform)/',
      'The only code that speaks the wire of KOS.',
    ),
    only(
      'simulator-imports-nothing-of-ours',
      '^kos/simulator/',
      '^(kos/simulator|prisma/kos)/',
      'It stands in for a system that is not ours.',
    ),
    only(
      'auth-stands-alone',
      '^subgraphs/auth/',
      '^(subgraphs/auth|platform|prisma/auth)/',
      'Signing in never depends on KOS.',
    ),
    only(
      'billing-stands-alone',
      '^subgraphs/billing/',
      '^(subgraphs/billing|kos/client|platform|prisma/billing)/',
      'A subgraph never imports another.',
    ),
    only(
      'product-stands-alone',
      '^subgraphs/product/',
      '^saga/database\\.ts$|^(subgraphs/product|saga/productChange/(changeFeed|commands|readSide|precheck|domain|eventStore)|kos/client|platform|prisma/product)/',
      'A subgraph never imports another; of the saga it uses commands and the read side, never what carries a change out.',
    ),
    only(
      'saga-stands-alone',
      '^saga/',
      '^(saga|kos/client|platform|prisma/product)/',
      'The saga works without any subgraph: it reaches billing over HTTP alone.',
    ),
    only(
      'pages-speak-graphql',
      '^web/',
      '^web/',
      'The pages know of the rest what the API says. Nothing of the server imports them either.',
    ),
    {
      name: 'stores-alone-touch-prisma',
      comment: 'A database client stays behind a store.',
      severity: 'error',
      from: {
        pathNot: '([sS]tore|[pP]rojection|database|Database)[^/]*\\.ts$|^prisma/|\\.test\\.ts$|/testing/|/demo/|seed',
      },
      to: { path: '^prisma/.*/generated/', dependencyTypesNot: ['type-only'] },
    },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'tests-stay-out',
      comment: 'Nothing that runs imports a test or its tools.',
      severity: 'error',
      from: { pathNot: '\\.test\\.tsx?$|(^|/)testing/|^e2e/|^bench/|^chaos/|^faults/' },
      to: { path: '\\.test\\.tsx?$|(^|/)testing/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules|/generated/' },
    exclude: { path: '^dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types'] },
  },
}

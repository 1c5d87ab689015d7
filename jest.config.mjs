/** Suites by cost: unit (no I/O), web (components, in jsdom), int (real PostgreSQL, Redis, HTTP), e2e (real processes). */
const base = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.data/', '<rootDir>/.data-copies/'],
}

export default {
  projects: [
    { ...base, displayName: 'unit', testMatch: ['**/*.unit.test.ts'] },
    {
      ...base,
      displayName: 'web',
      testMatch: ['<rootDir>/web/**/*.web.test.tsx'],
      testEnvironment: 'jsdom',
      extensionsToTreatAsEsm: ['.ts', '.tsx'],
      transform: {
        '^.+\\.tsx?$': [
          '@swc/jest',
          {
            jsc: {
              target: 'es2022',
              parser: { syntax: 'typescript', tsx: true },
              transform: { react: { runtime: 'automatic' } },
            },
            module: { type: 'es6' },
          },
        ],
      },
      moduleNameMapper: { ...base.moduleNameMapper, '\\.css$': '<rootDir>/web/testing/noStyles.mjs' },
      setupFiles: ['<rootDir>/web/testing/browserParts.mjs'],
    },
    {
      ...base,
      displayName: 'int',
      testMatch: ['**/*.int.test.ts'],
      globalSetup: '<rootDir>/testing/globalSetup.mjs',
      globalTeardown: '<rootDir>/testing/globalTeardown.mjs',
    },
    { ...base, displayName: 'e2e', testMatch: ['<rootDir>/e2e/**/*.e2e.test.ts'] },
  ],
  testTimeout: 60_000,
  // Each suite that loads a gateway leaves its modules behind. In a process that has grown to gigabytes, collecting garbage
  // takes seconds, which suites that measure would take for the program's. A worker that has grown is replaced.
  workerIdleMemoryLimit: '1GB',
}

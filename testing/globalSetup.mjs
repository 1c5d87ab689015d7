import { execFileSync } from 'node:child_process'

/** Starts the PostgreSQL that all integration suites share. Runs from dist/, which is brought up to date first. */
export default async function globalSetup() {
  execFileSync(process.execPath, ['scripts/build.mjs', '--if-needed'], { stdio: 'inherit' })
  const { startTestPostgres } = await import('../dist/testing/testPostgres.js')
  const server = await startTestPostgres()
  process.env.YOGEUM_TEST_POSTGRES_URL = server.url
  globalThis.yogeumTestPostgres = server
}

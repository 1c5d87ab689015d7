export default async function globalTeardown() {
  await globalThis.yogeumTestPostgres?.stop()
}

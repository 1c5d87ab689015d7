/** Asks until it is so; the test's own deadline ends it. */
export async function until<T>(ask: () => Promise<T>, isSo: (found: T) => boolean): Promise<T> {
  for (;;) {
    const found = await ask()
    if (isSo(found)) return found
    await new Promise((resolve) => setImmediate(resolve))
  }
}

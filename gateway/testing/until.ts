/** Resolves when something that sockets bring about has come about; a test that waits in vain is ended by its time limit. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2))
}

/** Callers who come while a batch is under way share the next one, so that a busy time costs few round trips. */
export interface Group<I, O> {
  /** Resolves or rejects with this item's own result. Items run in the order in which they came. */
  submit(item: I): Promise<O>
  /** Resolves once everything that was submitted before has its result. */
  idle(): Promise<void>
}

export interface GroupOptions<I, O> {
  /** Gets at most `most` items and returns their results in the same order; what it throws is every item's failure. */
  run: (items: I[]) => Promise<O[]>
  most: number
  /** How long the first item of a quiet moment waits for company; unless told, until those of its own turn are there. */
  gather?: () => Promise<void>
}

interface Waiting<I, O> {
  item: I
  resolve: (result: O) => void
  reject: (reason: unknown) => void
}

/** One batch at a time: a quiet moment's item runs at once and alone, the others of a busy one wait for their turn. */
export function createGroup<I, O>({ run, most, gather = () => Promise.resolve() }: GroupOptions<I, O>): Group<I, O> {
  let waiting: Waiting<I, O>[] = []
  let running: Promise<void> | null = null

  async function runBatch(batch: Waiting<I, O>[]): Promise<void> {
    try {
      const results = await run(batch.map(({ item }) => item))
      if (results.length !== batch.length) throw new Error('a batch has another number of results than of items')
      batch.forEach(({ resolve }, index) => resolve(results[index] as O))
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }

  async function runAll(): Promise<void> {
    // What is submitted in the same turn belongs together.
    await gather()
    while (waiting.length > 0) {
      const batch = waiting.slice(0, most)
      waiting = waiting.slice(most)
      await runBatch(batch)
    }
    running = null
  }

  return {
    submit: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject })
        running ??= runAll()
      }),
    async idle() {
      while (running) await running
    },
  }
}

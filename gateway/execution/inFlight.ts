/** Lets those who ask the same at the same time share one fetch. */
export interface InFlight<T> {
  /** @param key everything that can change the answer: whoever has the same key gets the same answer */
  join(key: string, begin: () => Promise<T>): Promise<T>
  /** What is under way is given to nobody else any more: something has been changed since it began. */
  part(): void
}

export function createInFlight<T>(): InFlight<T> {
  const underWay = new Map<string, Promise<T>>()
  return {
    join(key, begin) {
      const known = underWay.get(key)
      if (known) return known
      const begun = begin().finally(() => {
        if (underWay.get(key) === begun) underWay.delete(key)
      })
      underWay.set(key, begun)
      return begun
    },
    part: () => underWay.clear(),
  }
}

import { type ChangeEventStore } from '../eventStore/changeEventStore.js'

/** Tells those who watch elsewhere that a stream has grown, once that is committed. */
export interface ChangeAnnouncer {
  /** Never throws and never makes the caller wait: a hint that is lost is found by asking. */
  announce(changeId: string, version: number): void
  stop(): Promise<void>
}

/** A store whose every append is announced. */
export function announcing(store: ChangeEventStore, announcer: Pick<ChangeAnnouncer, 'announce'>): ChangeEventStore {
  return {
    read: (changeId, afterVersion) => store.read(changeId, afterVersion),
    async begin(change) {
      const begun = await store.begin(change)
      if (begun === 'BEGUN') announcer.announce(change.view.id, change.view.version)
      return begun
    },
    async append(changeId, append) {
      const appended = await store.append(changeId, append)
      if (appended === 'APPENDED') announcer.announce(changeId, append.view.version)
      return appended
    },
  }
}

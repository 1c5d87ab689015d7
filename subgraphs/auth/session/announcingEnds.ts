import { type SessionStore } from './sessionStore.js'

/** The same store, which tells `announce` of each session that it has ended, once the end is committed. */
export function announcingEnds(sessions: SessionStore, announce: (sessionIds: string[]) => void): SessionStore {
  return {
    ...sessions,
    async end(which) {
      const ended = await sessions.end(which)
      announce(ended)
      return ended
    },
    async rotate(presented) {
      const rotation = await sessions.rotate(presented)
      if (rotation.kind === 'reused') announce([rotation.sessionId])
      return rotation
    },
  }
}

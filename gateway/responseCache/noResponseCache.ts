import { type ResponseCache } from './createResponseCache.js'

/** Carries everything out and keeps nothing. */
export const noResponseCache: ResponseCache = {
  answerFromCache: (_request, _reply, { carryOut }) => carryOut(),
  keep: (_asked, _asking, carryOut) => carryOut(),
  findNow: () => null,
  ended: () => undefined,
  forget: () => undefined,
  size: () => ({ answers: 0, bytes: 0 }),
  start: () => Promise.resolve(),
  stop: () => Promise.resolve(),
}

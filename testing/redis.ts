import { describeWithProgram } from './describeWithProgram.js'

export { startTestRedis, type TestRedis } from './testRedis.js'

/** A suite that needs a real Redis. */
export const describeWithRedis = (name: string, suite: () => void): void =>
  describeWithProgram('redis-server', name, suite)

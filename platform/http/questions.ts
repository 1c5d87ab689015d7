import { performance } from 'node:perf_hooks'
import { type ConnectionPool, createConnectionPool } from './connections/connectionPool.js'

/** What one role asks another again and again, over one connection that is kept. */
export interface Questions {
  /**
   * @param path below the base address, with its query
   * @returns whatever the other side says; its status is for the caller to judge
   * @throws Error when there is no answer in time
   */
  ask(path: string): Promise<{ status: number; text: string }>
  close(): Promise<void>
}

const maxAnswerBytes = 4 * 1024 * 1024

/** @param baseUrl of the other role; a path in it is kept */
export function createQuestions(baseUrl: string, timeoutMs: number): Questions {
  const prefix = new URL(baseUrl).pathname.replace(/\/+$/, '')
  const now = () => performance.now()
  const pool: ConnectionPool = createConnectionPool({ url: baseUrl, connections: 1, maxAnswerBytes, now })
  return {
    async ask(path) {
      const answer = await pool.send({ method: 'GET', path: `${prefix}${path}`, headers: {}, timeoutMs })
      if (!answer.ok) throw new Error(answer.detail)
      return answer
    },
    close: () => pool.close(),
  }
}

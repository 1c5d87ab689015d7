import { type ClientBase } from 'pg'
import { compare, emptyCopies, indexCopies, lockLive, type Difference, swapIn } from './projectionCopies.js'
import { countLineVersions, project } from './projectStreams.js'

/** What a rebuild found. */
export interface Rebuilt {
  streams: number
  /** Rows that stand on one side only, or otherwise on the other. None, unless somebody wrote past the events. */
  differences: Difference[]
}

/**
 * Rebuilds the projections from the streams in a PostgreSQL schema of their own, beside the live ones, compares both, and
 * with `swap` puts the rebuilt ones in their place. One transaction: it works, or nothing has happened.
 *
 * Most of it runs while everybody goes on working. Writers are held up only for the streams that have grown since, for
 * the comparison, and for the swap, which is a change of names.
 */
export async function rebuildProjections(client: ClientBase, { swap }: { swap: boolean }): Promise<Rebuilt> {
  await client.query('BEGIN')
  try {
    await emptyCopies(client)
    const horizon = await oldestRunningTransaction(client)
    const streams = await project(client, { before: horizon })
    await indexCopies(client)
    await lockLive(client)
    const grown = await project(client, { sinceThen: horizon })
    await countLineVersions(client)
    const differences = await compare(client)
    if (swap) await swapIn(client)
    await client.query(swap ? 'COMMIT' : 'ROLLBACK')
    return { streams: streams.seen + grown.added, differences }
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  }
}

/** Everything that a transaction below this one has written is there to be read: nothing is committed behind our back. */
async function oldestRunningTransaction(client: ClientBase): Promise<string> {
  const { rows } = await client.query<{ horizon: string }>(
    'SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon',
  )
  return rows[0]?.horizon ?? '0'
}

import { type KosAnswered } from './kosOrder.js'

/** How old what KOS said is, and where it comes from. */
export type Freshness = KosAnswered<unknown>['freshness']

/** Of something that rests on several answers: as old as the oldest, stale when one is. */
export function oldestOf(first: Freshness, ...others: Freshness[]): Freshness {
  return others.reduce(
    (oldest, each) => ({
      asOf: each.asOf < oldest.asOf ? each.asOf : oldest.asOf,
      stale: oldest.stale || each.stale,
      source: oldest.source === 'CACHE' ? 'CACHE' : each.source,
    }),
    first,
  )
}

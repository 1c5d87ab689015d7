const never = /(?:^|[\s,])(?:no-store|no-cache)(?:$|[\s,=])/i
const age = /(?:^|[\s,])(?:s-maxage|max-age)=(\d{1,9})(?:$|[\s,])/gi

/** For how many seconds a subgraph lets its answer be kept; 0 where it does not say, or says that it may not. */
export function readMaxAge(cacheControl: string | null): number {
  if (cacheControl === null || never.test(cacheControl)) return 0
  const ages = [...cacheControl.matchAll(age)].map(([, seconds]) => Number(seconds))
  return ages.length === 0 ? 0 : Math.min(...ages)
}

/** The part of autocannon that the benches use; the package brings no types. */
declare module 'autocannon' {
  export interface Options {
    url: string
    connections: number
    /** Seconds. */
    duration: number
    requests: { method: string; path: string; headers: Record<string, string>; body?: string }[]
    verifyBody?: (body: string) => boolean
  }
  export interface Result {
    requests: { average: number; total: number }
    /** Seconds. */
    duration: number
    /** Milliseconds. */
    latency: { p50: number; p99: number; max: number }
    '2xx': number
    non2xx: number
    errors: number
    mismatches: number
  }
  const autocannon: (options: Options) => Promise<Result>
  export default autocannon
}

import { redisPlace } from '../platform/redis/connectRedis.js'
import { type RoleName } from './roles.js'

export interface BannerFacts {
  ports: Record<RoleName | 'metrics' | 'postgres', number>
  dataDir: string
  host: string
  /** REDIS_URL, which may hold a password: only its host and port are shown. */
  redisUrl: string | undefined
  seconds: number
}

/** Where Redis is, without the password that its address may hold. */
export const redisLine = (url: string | undefined, whence: string): string =>
  url === undefined ? 'none   events travel by PostgreSQL' : `${redisPlace(url)}   ${whence}`

export const accountsAndEnd = `  Demo accounts, password yogeum-demo-1
    demo01    three lines, every customer right
    demo02    bill inquiry only
    demo03    its only line is suspended
    demo04    changed plan ten days before the first start
    demo05    12-month contract, device on instalment
    operator  the operator's desk
    c00001 … c10000   generated customers

  Ctrl-C stops everything; the data stay.
`

/** What `npm start` prints once everything serves. */
export function banner({ ports, dataDir, host, redisUrl, seconds }: BannerFacts): string {
  const at = (name: keyof typeof ports) => `127.0.0.1:${ports[name]}`
  return `
Yogeum (요금) is ready after ${seconds.toFixed(1)} s

  pages              http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${ports.gateway}/
  GraphiQL and API   http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${ports.gateway}/graphql

  gateway            ${at('gateway')}
  auth               ${at('auth')}
  billing            ${at('billing')}
  product            ${at('product')}
  saga               ${at('saga')}
  metrics            ${at('metrics')}   /metrics of the gateway; the other roles have theirs at their own
  KOS                ${at('simulator')}   simulated; faults: PUT /admin/faults
  PostgreSQL         ${at('postgres')}   embedded
  Redis              ${redisLine(redisUrl, 'from REDIS_URL')}
  data and logs      ${dataDir}

${accountsAndEnd}`
}

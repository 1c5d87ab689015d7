import { type RoleName } from './roles.js'

/** What `npm start` prints once everything serves. */
export function banner({ ports, dataDir, host, seconds }: { ports: Record<RoleName | 'postgres', number>; dataDir: string; host: string; seconds: number }): string {
  const at = (name: RoleName | 'postgres') => `127.0.0.1:${ports[name]}`
  return `
Yogeum (요금) is ready after ${seconds.toFixed(1)} s

  GraphiQL and API   http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${ports.gateway}/graphql

  gateway            ${at('gateway')}
  auth               ${at('auth')}
  billing            ${at('billing')}
  product            ${at('product')}
  KOS                ${at('simulator')}   simulated; faults: PUT /admin/faults
  PostgreSQL         ${at('postgres')}   embedded
  Redis              none   caches and events stay in memory
  data and logs      ${dataDir}

  Demo accounts, password yogeum-demo-1
    demo01    three lines, every customer right
    demo02    bill inquiry only
    demo03    its only line is suspended
    demo04    changed plan ten days before the first start
    demo05    12-month contract, device on instalment
    operator  the operator's desk
    c00001 … c10000   generated customers

  Ctrl-C stops everything; the data stay.
`
}

import { accountsAndEnd, redisLine } from '../banner.js'
import { balancedRoles, type RunningCopies } from './launchCopies.js'

/** What `npm run start:copies` prints once everything serves. */
export function copiesBanner(
  { balancers, copies, simulator, redis }: Pick<RunningCopies, 'balancers' | 'copies' | 'simulator' | 'redis'>,
  facts: {
    ports: { postgres: number }
    dataDir: string
    host: string
    redisUrl: string | undefined
    seconds: number
  },
): string {
  const place = (url: string): string => url.replace('http://', '')
  const behind = (role: keyof RunningCopies['copies']): string =>
    copies[role].map((copy) => place(copy.url())).join(', ')
  const line = (name: string, text: string): string => `  ${name.padEnd(18)} ${text}`
  return `
Yogeum (요금) is ready after ${facts.seconds.toFixed(1)} s, with ${copies.gateway.length} of each role

${line('GraphiQL and API', `${balancers.gateway.url}/graphql`)}

${balancedRoles.map((role) => line(role, `${place(balancers[role].url)}   before ${behind(role)}`)).join('\n')}
${line('saga', behind('saga'))}
${line('KOS', `${place(simulator.url())}   simulated; faults: PUT /admin/faults`)}
${line('PostgreSQL', `127.0.0.1:${facts.ports.postgres}   embedded`)}
${line('Redis', redisLine(facts.redisUrl, redis ? 'started along, keeps nothing' : 'from REDIS_URL'))}
${line('data and logs', facts.dataDir)}
${line('launcher', `process ${process.pid}`)}

  To start every copy anew, one after the other: npm run restart:copies, or kill -USR2 ${process.pid}

${accountsAndEnd}`
}

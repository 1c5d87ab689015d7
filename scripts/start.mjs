// npm start: builds what has changed, then runs everything in this very process, so that signals reach it.
// Usage: node scripts/start.mjs [start | copies/start | copies/restart] [arguments of the launcher]
// With GATEWAY_OPEN=true it is the gateway alone, before the subgraphs that SUPERGRAPH_FILE names.
import { spawnSync } from 'node:child_process'

const { status } = spawnSync(process.execPath, ['scripts/build.mjs', '--if-needed'], { stdio: 'inherit' })
if (status !== 0) process.exit(status ?? 1)
if (process.env.GATEWAY_OPEN === 'true') process.argv.splice(2, Infinity, 'cli', 'gateway')
const [launcher = 'start'] = process.argv.splice(2, 1)
await import(`../dist/launcher/${launcher}.js`)

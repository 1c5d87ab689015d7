// npm start: builds what has changed, then runs everything in this very process, so that signals reach it.
import { spawnSync } from 'node:child_process'

const { status } = spawnSync(process.execPath, ['scripts/build.mjs', '--if-needed'], { stdio: 'inherit' })
if (status !== 0) process.exit(status ?? 1)
await import('../dist/launcher/start.js')

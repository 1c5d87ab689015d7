#!/usr/bin/env node
import { databases, type DatabaseName } from '../platform/database/databases.js'
import { migrate } from '../platform/database/migrations.js'
import { parseConfig } from '../platform/config/parseConfig.js'
import { balanceNames, balancerConfigSchema } from './balancer/balanceNames.js'
import { explainStartFailure } from './explainStartFailure.js'
import { seedDemo } from './seedDemo.js'
import { rebuildCommand } from './rebuild.js'
import { retainHistoryCommand } from './retainHistory.js'
import { isRoleName, roleNames, startRole } from './roles.js'
import { stopOnSignals } from './stopOnSignals.js'
import { verifyAccessLogCommand } from './verifyAccessLog.js'

const usage = `usage: yogeum <${roleNames.join(' | ')}>     start one role from its environment
       yogeum migrate <${databases.join(' | ')}>     bring DATABASE_URL up to the newest migration
       yogeum rebuild-projections [--check]     rebuild what is shown of product changes from their events
       yogeum retain-history --months <24 or more> [--dry-run]     let go of inquiries that are older
       yogeum verify-access-log     see whether the record of who was shown personal data is whole
       yogeum balancer     balance over the copies behind the names in BALANCED
       yogeum seed-demo     give the simulator's customers accounts with a public password; not in production
`

/** One role a process: `yogeum gateway`, `yogeum billing`, … */
async function main([command = '', ...args]: string[]): Promise<void> {
  const [argument = ''] = args
  if (isRoleName(command)) {
    const starting = startRole(command, process.env)
    stopOnSignals(
      async () => (await starting).stop(),
      async () => (await starting).drain?.(),
    )
    const role = await starting
    process.send?.({ ready: role.url })
  } else if (command === 'migrate' && databases.includes(argument as DatabaseName) && process.env['DATABASE_URL']) {
    await migrate(argument as DatabaseName, process.env['DATABASE_URL'])
  } else if (command === 'balancer') {
    const starting = balanceNames(parseConfig('balancer', balancerConfigSchema, process.env))
    stopOnSignals(async () => (await starting).stop())
    await starting
  } else if (command === 'rebuild-projections') {
    process.exitCode = await rebuildCommand(args, process.env)
  } else if (command === 'retain-history') {
    await retainHistoryCommand(args, process.env)
  } else if (command === 'verify-access-log') {
    process.exitCode = await verifyAccessLogCommand(process.env)
  } else if (command === 'seed-demo') {
    const made = await seedDemo(process.env)
    process.stdout.write(made === 0 ? 'the demo accounts are there already\n' : `${made} demo accounts made\n`)
  } else {
    process.stderr.write(usage)
    process.exitCode = 2
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${explainStartFailure(error, process.env)}\n`)
  process.exit(1)
})

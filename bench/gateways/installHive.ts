import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** Where Hive Gateway lies in the sources: nothing of it is built, and nothing of ours depends on it. */
export const hiveFolder = fileURLToPath(new URL('../../../bench/gateways/hive/', import.meta.url))

/** Installs Hive Gateway as its lock file says, with npm, unless just that is there. @throws Error when npm fails */
export async function installHive(): Promise<void> {
  const wanted = await readFile(`${hiveFolder}package-lock.json`, 'utf8')
  const installed = `${hiveFolder}node_modules/.installed-lock.json`
  if (existsSync(installed) && (await readFile(installed, 'utf8')) === wanted) return
  process.stdout.write('installing Hive Gateway into bench/gateways/hive …\n')
  // Some of its parts ask for Node 22 and run on 20: npm's warnings about it help nobody here.
  const npm = spawn('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: hiveFolder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  })
  const [code] = (await once(npm, 'exit')) as [number | null]
  if (code !== 0) throw new Error('Hive Gateway could not be installed: leave it out with BENCH_GATEWAYS')
  await writeFile(installed, wanted)
}

import { readdir, readFile } from 'node:fs/promises'

/** The process of a role of the program that runs on this data folder. */
export async function pidOf(role: string, dataDir: string): Promise<number> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')
    const isRole = (await read('cmdline')).includes(`cli.js\0${role}\0`)
    if (isRole && (await read('environ')).includes(`YOGEUM_DATA_DIR=${dataDir}\0`)) return Number(pid)
  }
  throw new Error(`no ${role} runs on ${dataDir}`)
}

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { appendFile, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type FileWatch, watchFile } from './watchFile.js'

let folder: string
let file: string
let watch: FileWatch
let changes: number

/** Looks only when it is told to. */
const begin = (): void => {
  changes = 0
  watch = watchFile(file, 2 ** 30, () => (changes += 1))
}
async function looks(times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) await watch.look()
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watched-'))
  file = join(folder, 'supergraph.graphql')
})
afterEach(async () => {
  watch.stop()
  await rm(folder, { recursive: true })
})

describe('a watched file', () => {
  it('is told as it is found, and then no more while nobody touches it', async () => {
    await writeFile(file, 'a')
    begin()
    await looks(5)
    expect(changes).toBe(1)
  })

  it('is told when it is written anew, whatever its size', async () => {
    await writeFile(file, 'a')
    begin()
    await looks(2)
    await writeFile(file, 'b')
    await looks(3)
    expect(changes).toBe(2)
  })

  it('is not told while it is still being written', async () => {
    await writeFile(file, 'a')
    begin()
    await looks(2)
    for (let n = 0; n < 5; n += 1) {
      await appendFile(file, 'more')
      await looks(1)
    }
    expect(changes).toBe(1)
    await looks(1)
    expect(changes).toBe(2)
  })

  it('is told when an editor renames another file over it, again and again', async () => {
    await writeFile(file, 'a')
    begin()
    await looks(2)
    for (const text of ['b', 'c', 'd']) {
      await writeFile(`${file}~`, text)
      await rename(`${file}~`, file)
      await looks(2)
    }
    expect(changes).toBe(4)
  })

  it('is told when the link to its folder is moved elsewhere, as Kubernetes replaces what it mounts', async () => {
    const publish = async (version: string) => {
      await mkdir(join(folder, version))
      await writeFile(join(folder, version, 'supergraph.graphql'), version)
      await symlink(version, join(folder, '..data_tmp'))
      await rename(join(folder, '..data_tmp'), join(folder, '..data'))
    }
    await publish('..1')
    await symlink(join('..data', 'supergraph.graphql'), file)
    begin()
    await looks(2)
    await publish('..2')
    await rm(join(folder, '..1'), { recursive: true })
    await looks(2)
    expect(changes).toBe(2)
    expect(await readFile(file, 'utf8')).toBe('..2')
  })

  it('may be away for a while', async () => {
    begin()
    await looks(3)
    expect(changes).toBe(0)
    await writeFile(file, 'a')
    await looks(2)
    expect(changes).toBe(1)
    await rm(file)
    await looks(3)
    await writeFile(file, 'b')
    await looks(2)
    expect(changes).toBe(2)
  })

  it('is not told any more once the watch has been stopped in the middle of a look', async () => {
    await writeFile(file, 'a')
    begin()
    await looks(1)
    const looking = watch.look()
    watch.stop()
    await looking
    expect(changes).toBe(0)
  })
})

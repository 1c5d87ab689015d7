import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hashDocument } from '../hashDocument.js'

/** Operations on the fixture subgraphs that tests register. */
export const registered = {
  products: 'query Products { products }',
  signIn: 'mutation SignIn($userId: String!) { signIn(userId: $userId) }',
  rename: 'mutation Rename($name: String!) { rename(name: $name) }',
  ticks: 'subscription Ticks { ticks }',
}

/** Writes a manifest as codegen does, or one that it never would, and gives its path. */
export async function writeManifest(
  content: string | Record<string, string> = Object.fromEntries(
    Object.values(registered).map((text) => [hashDocument(text), text]),
  ),
): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'manifest-')), 'trustedDocuments.json')
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

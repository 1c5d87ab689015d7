import { type GatewayConfig } from '../config.js'
import { type SupergraphReloads } from './reloadSupergraph.js'
import { watchFile } from './watchFile.js'

/** How often the file is looked at, ms: a change is in force after two to three of these. */
const lookEveryMs = 1_000

/**
 * Reads the supergraph anew on SIGHUP, and when its file changes where that is asked for.
 *
 * @returns stops both
 */
export function reloadWhenTold(
  { SUPERGRAPH_FILE: file, SUPERGRAPH_WATCH: watched }: Pick<GatewayConfig, 'SUPERGRAPH_FILE' | 'SUPERGRAPH_WATCH'>,
  { reload }: Pick<SupergraphReloads, 'reload'>,
): () => void {
  const again = () => void reload()
  process.on('SIGHUP', again)
  const watch = file !== undefined && watched === 'true' ? watchFile(file, lookEveryMs, again) : null
  return () => {
    process.off('SIGHUP', again)
    watch?.stop()
  }
}

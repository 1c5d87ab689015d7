import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSupergraph } from '../../gateway/supergraph/readSupergraph.js'
import { addressesAt } from '../../launcher/roleEnv.js'
import { loadSecrets } from '../../launcher/secrets.js'
import { profilePreload } from '../profile/profileGateway.js'
import { type Program, startProgram } from '../startProgram.js'
import { type Behind, type Contender, type ContenderName, gatewayKnows, startContender } from './contenders.js'
import { supergraphAt } from './supergraphAt.js'

const firstPort = 14_000

/** The program as `npm start` runs it, and the gateways that are put in front of its subgraphs. */
export interface Stage {
  program: Program
  /** Of the bench alone; gone when it stops. */
  folder: string
  dataDir: string
  /** Those that run, in the order in which they were started. */
  contenders: readonly Contender[]
  behind: Behind
  /** Starts one more; without effect for our response cache where this checkout's gateway has none. */
  start(name: ContenderName): Promise<void>
  stop(): Promise<void>
}

/** @param profiled whether profiles of our gateways will be taken */
export async function startStage({ profiled = false }: { profiled?: boolean } = {}): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'yogeum-bench-'))
  const dataDir = join(folder, 'data')
  // As an operator runs it who wants bills from the response cache: looking again is no new inquiry.
  const program = await startProgram(dataDir, { port: firstPort, env: { INQUIRY_REPEAT_SECONDS: '60' } })
  const addresses = addressesAt({
    ...{ auth: firstPort + 1, billing: firstPort + 2, product: firstPort + 3, simulator: firstPort + 100 },
  })
  const behind: Behind = {
    ...{ addresses, folder, secrets: await loadSecrets(dataDir), preload: profiled ? profilePreload : null },
    ...{ supergraphFile: join(folder, 'supergraph.graphql'), answersFile: join(folder, 'answers.json') },
  }
  await writeFile(behind.supergraphFile, supergraphAt(await readSupergraph(), addresses))
  const contenders: Contender[] = []
  return {
    ...{ program, folder, dataDir, contenders, behind },
    async start(name) {
      if (name === 'ours-cached' && !gatewayKnows('RESPONSE_CACHE'))
        return void process.stdout.write('this gateway has no response cache\n')
      contenders.push(await startContender(name, behind))
    },
    async stop() {
      for (const contender of contenders) await contender.stop()
      await program.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

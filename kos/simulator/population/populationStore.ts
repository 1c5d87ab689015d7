import { type Database } from '../database.js'
import { type LocalDate } from '../seoulTime.js'
import { type PopulationKey } from './customers.js'

/** The key of this database's population: what the first start wrote, whatever later starts were configured with. */
export async function populationKeyOf(database: Database, seed: number, today: LocalDate): Promise<PopulationKey> {
  await database.population.createMany({ data: [{ id: 1, seed, anchorDate: today }], skipDuplicates: true })
  const stored = await database.population.findUniqueOrThrow({ where: { id: 1 } })
  return { seed: stored.seed, anchor: stored.anchorDate }
}

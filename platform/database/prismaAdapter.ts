import { PrismaPg } from '@prisma/adapter-pg'
import { poolConfig, type PoolLimits } from './openPool.js'

/** The connection pool of one role to its own database. */
export const prismaAdapter = (databaseUrl: string, limits?: PoolLimits): PrismaPg =>
  new PrismaPg(poolConfig(databaseUrl, limits))

/** One database a service, in one PostgreSQL; no service reads another's tables. */
export const databases = ['auth', 'billing', 'product', 'kos'] as const
export type DatabaseName = (typeof databases)[number]

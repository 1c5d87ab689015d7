import { type FieldCipher } from '../../../platform/privacy/fieldCipher.js'
import { type Permission } from '../../../platform/identity/identity.js'
import { type AuthDatabase } from '../database.js'

/** A customer in the clear. Lives in memory for one request only. */
export interface Customer {
  id: string
  name: string
  /** 'YYYY-MM-DD'; null for staff. */
  birthDate: string | null
  permissions: Permission[]
  /** In their order on screen. */
  lineNumbers: string[]
}

export interface CustomerStore {
  /** What sign-in compares; null when nobody has this login id. */
  credentials(loginIdIndex: string): Promise<{ customerId: string; passwordHash: string } | null>
  find(id: string): Promise<Customer | null>
  /** Only the name: all that a token does not carry. */
  name(id: string): Promise<string | null>
  /** Those of them that there are, in no order. */
  findMany(ids: readonly string[]): Promise<Customer[]>
  /** The customers' ids by the numbers of their lines; numbers that are nobody's are left out. */
  ownersOf(lineNumbers: readonly string[]): Promise<ReadonlyMap<string, string>>
  hasDemoAccounts(): Promise<boolean>
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The blind index by which a line is found. */
export const lineNumberIndex = (cipher: FieldCipher, lineNumber: string): string =>
  cipher.blindIndex(`line:${lineNumber}`)

/** The blind index by which a login id is found. Composed first, so that one spelling has one index. */
export function loginIdIndex(cipher: FieldCipher, loginId: string): string {
  return cipher.blindIndex(`login:${loginId.normalize('NFC')}`)
}

export function createCustomerStore(db: AuthDatabase, cipher: FieldCipher): CustomerStore {
  async function findMany(ids: readonly string[]): Promise<Customer[]> {
    const rows = await db.customer.findMany({
      where: { id: { in: ids.filter((id) => uuid.test(id)) } },
      include: { lines: { orderBy: { position: 'asc' }, select: { numberSealed: true } } },
    })
    return rows.map((row) => ({
      id: row.id,
      name: cipher.decrypt(row.nameSealed),
      birthDate: row.birthDateSealed && cipher.decrypt(row.birthDateSealed),
      permissions: row.permissions,
      lineNumbers: row.lines.map((line) => cipher.decrypt(line.numberSealed)),
    }))
  }

  return {
    async credentials(index) {
      const row = await db.customer.findUnique({
        where: { loginIdIndex: index },
        select: { id: true, passwordHash: true },
      })
      return row && { customerId: row.id, passwordHash: row.passwordHash }
    },
    find: async (id) => (await findMany([id]))[0] ?? null,
    findMany,
    async ownersOf(lineNumbers) {
      const numbers = new Map(lineNumbers.map((number) => [lineNumberIndex(cipher, number), number]))
      const rows = await db.customerLine.findMany({
        where: { numberIndex: { in: [...numbers.keys()] } },
        select: { customerId: true, numberIndex: true },
      })
      return new Map(rows.map(({ customerId, numberIndex }) => [numbers.get(numberIndex) ?? '', customerId]))
    },
    async name(id) {
      const [row] = await db.$queryRaw<{ nameSealed: string }[]>`
        SELECT name_sealed AS "nameSealed" FROM customer WHERE id = ${id}::uuid`
      return row ? cipher.decrypt(row.nameSealed) : null
    },
    hasDemoAccounts: async () =>
      (await db.customer.findFirst({ where: { demo: true }, select: { id: true } })) !== null,
  }
}
